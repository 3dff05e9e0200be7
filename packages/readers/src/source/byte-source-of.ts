import { DataError } from '@thalweg/data';
import { printed } from '@thalweg/tensor/engine';
import { afterBytes, iteratedChunks, webChunks } from './chunks.ts';
import type { BlobLike, ByteSourceLike, ResponseLike } from './byte-source-like.ts';
import type { AbortSignalLike, ByteSource, Chunks } from './byte-source.ts';
import { fromAddress } from './from-address.ts';
import { fromPath } from './from-path.ts';
import { host, hostFiles } from './host.ts';

/**
 * Returns the bytes of whatever a reader was given. Nothing is opened yet.
 *
 * - **Throws** `DataError` for what holds no bytes
 */
export function byteSourceOf(subject: string, given: ByteSourceLike, name?: string): ByteSource {
  const source = unnamed(subject, given);
  return name === undefined ? source : { ...source, name };
}

function unnamed(subject: string, given: ByteSourceLike): ByteSource {
  if (typeof given === 'string') return fromText(given);
  if (given instanceof Uint8Array) return fromBytes(`${subject}: bytes`, given);
  if (given instanceof ArrayBuffer) return fromBytes(`${subject}: bytes`, new Uint8Array(given));
  if (typeof given === 'object' && given !== null) {
    if ('repeatable' in given) return given;
    if ('href' in given) return fromText(given.href);
    if ('body' in given) return fromResponse(subject, given);
    if ('arrayBuffer' in given) return fromBlob(given.name ?? `${subject}: blob`, given);
    if ('getReader' in given) return fromStream(`${subject}: stream`, signal => webChunks(given, signal));
    if (Symbol.asyncIterator in given) return fromStream(`${subject}: stream`, signal => iteratedChunks(given, signal));
  }
  throw new DataError(
    subject,
    'the source must be a path, an address, a File, a stream or bytes',
    printed(given),
    'Give a path such as "data/cars.csv", or a Uint8Array of the bytes.',
  );
}

function fromResponse(subject: string, { url, body }: ResponseLike): ByteSource {
  const name = url || `${subject}: response`;
  return body === null ? fromBytes(name, new Uint8Array()) : fromStream(name, signal => webChunks(body, signal));
}

/** A scheme has two letters at least: one is a drive. */
const ADDRESS = /^[a-z][a-z\d+.-]+:/i;

function fromText(text: string): ByteSource {
  const files = hostFiles();
  if (files === undefined || (ADDRESS.test(text) && !/^file:/i.test(text))) return fromAddress(text);
  return fromPath(/^file:/i.test(text) ? pathOf(text) : text, files);
}

function pathOf(address: string): string {
  const { fileURLToPath } = host().process!.getBuiltinModule!('node:url') as {
    readonly fileURLToPath: (url: string) => string;
  };
  return fileURLToPath(address);
}

/** Returns the source of bytes in memory. */
function fromBytes(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    repeatable: true,
    async *stream(from = 0, signal) {
      if (from < bytes.length && signal?.aborted !== true) yield bytes.subarray(from);
    },
    random: async () => ({ size: bytes.length, slice: async (from, to) => bytes.subarray(from, to) }),
  };
}

/** Returns the source of a `File` or `Blob`. */
function fromBlob(name: string, blob: BlobLike): ByteSource {
  return {
    name,
    repeatable: true,
    stream: (from = 0, signal) => webChunks((from === 0 ? blob : blob.slice(from)).stream(), signal) as Chunks,
    random: async () => ({
      size: blob.size,
      slice: async (from, to) => new Uint8Array(await blob.slice(from, to).arrayBuffer()),
    }),
  };
}

/**
 * Returns the source of a stream, which can be read once. The first bytes are read and dropped if it is read from an offset.
 *
 * - **Throws** `DataError` when it is read again, and for chunks that are neither bytes nor texts
 */
function fromStream(name: string, open: (signal?: AbortSignalLike) => AsyncIterable<unknown>): ByteSource {
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
