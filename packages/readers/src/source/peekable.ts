import { afterBytes } from './after-bytes.ts';
import type { AbortSignalLike, ByteSource, Chunks } from './byte-source.ts';
import { host } from './host.ts';
import { whenAborted } from './when-aborted.ts';

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
