import { DataError } from '@thalweg/data';
import { printed } from '@thalweg/tensor/engine';
import { afterBytes } from './after-bytes.ts';
import type { AbortSignalLike, ByteSource, Chunks } from './byte-source.ts';
import { host } from './host.ts';

/**
 * Returns the source of a stream, which can be read once. The first bytes are read and dropped if it is read from an offset.
 *
 * - **Throws** `DataError` when it is read again, and for chunks that are neither bytes nor texts
 */
export function fromStream(name: string, open: (signal?: AbortSignalLike) => AsyncIterable<unknown>): ByteSource {
  let used = false;
  return {
    name,
    repeatable: false,
    async *stream(from = 0, signal) {
      if (used)
        throw new DataError(
          name,
          'a stream can be read only once',
          'a second reading',
          'Give the path, the address, the File or the bytes to read it in each epoch, or make a dataset of a new stream.',
          { source: name },
        );
      used = true;
      yield* afterBytes(bytesOf(name, open(signal)), from);
    },
  };
}

async function* bytesOf(name: string, chunks: AsyncIterable<unknown>): Chunks {
  const encoder = new (host().TextEncoder)();
  for await (const chunk of chunks)
    if (chunk instanceof Uint8Array) yield chunk;
    else if (chunk instanceof ArrayBuffer) yield new Uint8Array(chunk);
    else if (typeof chunk === 'string') yield encoder.encode(chunk);
    else
      throw new DataError(
        name,
        'the chunks of a stream must be bytes or texts',
        printed(chunk),
        'Convert them first. Records need no reader: use from(items) of RxJS.',
        { source: name },
      );
}
