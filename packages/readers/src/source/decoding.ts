import { DataError } from '@thalweg/data';
import type { AbortSignalLike, ByteSource, Chunks } from './byte-source.ts';
import { afterBytes, webChunks } from './chunks.ts';
import { host, type HostDecoder } from './host.ts';

/**
 * Returns a source that decompresses bytes that start as gzip does, and passes any others through. Offsets count decompressed
 * bytes: to read from one, what lies before is decompressed and dropped.
 *
 * - **Throws** `DataError` while reading, for gzip that is damaged or cut off
 */
export function unzipped(source: ByteSource): ByteSource {
  return sniffed(source, (a, b) =>
    a === 0x1f && b === 0x8b ? (chunks, signal) => inflated(source.name, chunks, signal) : undefined,
  );
}

async function* inflated(name: string, chunks: Chunks, signal?: AbortSignalLike): Chunks {
  const { DecompressionStream, ReadableStream } = host();
  let failure: unknown;
  const compressed = new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next().catch((error: unknown) => {
          throw (failure = error);
        });
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => void (await chunks.return?.()),
    },
    { highWaterMark: 0 },
  );
  try {
    yield* webChunks(compressed.pipeThrough(new DecompressionStream('gzip')), signal) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw failure === undefined ? damaged(name, cause) : (failure as Error);
  }
}

function damaged(name: string, cause: unknown): DataError {
  const given = cause instanceof Error ? cause.message : String(cause);
  const requirement = 'gzip must be whole';
  return new DataError(name, requirement, given, 'Fetch or compress the file again.', { source: name, cause });
}

/**
 * Returns a source that gives texts of an encoding in UTF-8. UTF-16 is known by its byte order mark. UTF-8 is passed through.
 *
 * - **Throws** `DataError` for an encoding that the host does not know; while reading, for bytes that are not of it
 */
export function inUtf8(subject: string, source: ByteSource, encoding: string): ByteSource {
  const label = decoderOf(subject, encoding).encoding;
  return sniffed(source, (a, b) => {
    const utf16 = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : undefined;
    const actual = label === 'utf-8' ? utf16 : label;
    return actual === undefined ? undefined : chunks => recoded(source.name, chunks, decoderOf(subject, actual));
  });
}

function decoderOf(subject: string, encoding: string): HostDecoder {
  try {
    return new (host().TextDecoder)(encoding, { fatal: true });
  } catch (cause) {
    const advice = "Use 'utf-8', 'utf-16le', 'windows-1252' or another label of the Encoding Standard.";
    throw new DataError(subject, 'encoding must be known to the host', `'${encoding}'`, advice, { cause });
  }
}

async function* recoded(name: string, chunks: Chunks, decoder: HostDecoder): Chunks {
  const encoder = new (host().TextEncoder)();
  const decode = (chunk?: Uint8Array): Uint8Array => {
    try {
      return encoder.encode(decoder.decode(chunk, { stream: chunk !== undefined }));
    } catch (cause) {
      const requirement = `texts must be ${decoder.encoding}`;
      throw new DataError(name, requirement, 'other bytes', 'Choose another encoding.', { source: name, cause });
    }
  };
  for await (const chunk of chunks) yield decode(chunk);
  yield decode();
}

/** Changes the bytes of a source from its first byte on. */
type ChangeBytes = (chunks: Chunks, signal?: AbortSignalLike) => Chunks;

/**
 * Returns a source whose bytes are changed by a function that is chosen by the first two of them; if there is none, they are
 * passed through. Offsets count changed bytes: to read from one, what lies before is changed and dropped.
 */
function sniffed(
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

/** Returns the number of bytes of a byte order mark: 3 or 0. */
export function markSize(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}
