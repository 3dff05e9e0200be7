import { afterBytes } from './after-bytes.ts';
import type { AbortSignalLike, ByteSource, Chunks } from './byte-source.ts';

/** Changes the bytes of a source from its first byte on. */
export type ChangeBytes = (chunks: Chunks, signal?: AbortSignalLike) => Chunks;

/**
 * Returns a source whose bytes are changed by a function that is chosen by the first two of them; if there is none, they are
 * passed through. Offsets count changed bytes: to read from one, what lies before is changed and dropped.
 */
export function sniffed(
  source: ByteSource,
  choose: (first: number | undefined, second: number | undefined) => ChangeBytes | undefined,
): ByteSource {
  let changes: boolean | undefined;
  const chosen = (first: readonly Uint8Array[]): ChangeBytes | undefined => {
    const [a, b] = first.flatMap(chunk => [...chunk.subarray(0, 2)]);
    const change = choose(a, b);
    changes = change !== undefined;
    return change;
  };
  const look = async (): Promise<void> => {
    const stream = source.stream();
    chosen(await beginning(stream));
    await stream.return?.();
  };
  return {
    name: source.name,
    repeatable: source.repeatable,
    async *stream(from = 0, signal) {
      if (from > 0 && source.repeatable && changes === undefined) await look();
      if (changes === false) return yield* source.stream(from, signal);
      const stream = source.stream(0, signal);
      const first = await beginning(stream);
      const chunks = joined(first, stream);
      yield* afterBytes(chosen(first)?.(chunks, signal) ?? chunks, from);
    },
  };
}

/** Returns the first chunks, up to the second byte. */
async function beginning(stream: Chunks): Promise<readonly Uint8Array[]> {
  const first: Uint8Array[] = [];
  for (let size = 0; size < 2;) {
    const { done, value } = await stream.next();
    if (done === true) break;
    first.push(value);
    size += value.length;
  }
  return first;
}

async function* joined(first: readonly Uint8Array[], rest: Chunks): Chunks {
  try {
    yield* first;
    yield* rest;
  } finally {
    await rest.return?.();
  }
}
