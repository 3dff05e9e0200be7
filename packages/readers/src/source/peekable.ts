import type { AbortSignalLike, ByteSource, Chunks } from './byte-source.ts';
import { afterBytes, whenAborted } from './chunks.ts';
import { host } from './host.ts';

/** A source whose first bytes can be looked at before it is read. */
export interface PeekableSource extends ByteSource {
  /** Returns the first bytes. What was looked at of a stream that can be read once is kept until it is read. */
  peek(signal?: AbortSignalLike): Chunks;
}

/** Returns a source whose first bytes can be looked at, also where it can be read only once. */
export function peekable(source: ByteSource): PeekableSource {
  if (source.repeatable) return { ...source, peek: signal => source.stream(0, signal) };
  const abort = new (host().AbortController)();
  const kept: Uint8Array[] = [];
  let rest: Chunks | undefined;
  let read = false;
  async function* looked(): Chunks {
    if (read) return yield* source.stream();
    yield* kept;
    rest ??= source.stream(0, abort.signal);
    for (let chunk; (chunk = await rest.next()).done !== true;) {
      kept.push(chunk.value);
      yield chunk.value;
    }
  }
  // Who looked and then leaves does not come back: the stream is closed, also if no chunk was asked for since.
  const closedBy = (signal?: AbortSignalLike): unknown => whenAborted(signal, () => abort.abort());
  return {
    ...source,
    peek(signal) {
      closedBy(signal);
      return looked();
    },
    stream(from = 0, signal) {
      if (read || rest === undefined) return source.stream(from, signal);
      read = true;
      closedBy(signal);
      return afterBytes(replayed(kept, rest), from);
    },
  };
}

/** Returns the chunks that were kept, which are forgotten one by one, and the rest. */
async function* replayed(kept: Uint8Array[], rest: Chunks): Chunks {
  try {
    for (let chunk; (chunk = kept.shift()) !== undefined;) yield chunk;
    yield* rest;
  } finally {
    kept.length = 0;
    await rest.return?.();
  }
}

/**
 * Returns the first result of `make` that is not `undefined`. It is called with the first bytes of a source, then with more and
 * more of them; `ended` says that these are all.
 */
export async function ofFirstBytes<R>(
  chunks: Chunks,
  make: (bytes: Uint8Array, ended: boolean) => R | undefined,
): Promise<R> {
  let bytes = new Uint8Array(1 << 16);
  let size = 0;
  let wanted = 1;
  try {
    for (;;) {
      const { done, value } = await chunks.next();
      if (done !== true) {
        if (size + value.length > bytes.length) {
          const larger = new Uint8Array(2 * (size + value.length));
          larger.set(bytes.subarray(0, size));
          bytes = larger;
        }
        bytes.set(value, size);
        size += value.length;
        if (size < wanted) continue;
      }
      const made = make(bytes.subarray(0, size), done === true);
      if (made !== undefined) return made;
      if (done === true) throw new Error('nothing was made of all bytes');
      wanted = 2 * size;
    }
  } finally {
    await chunks.return?.();
  }
}
