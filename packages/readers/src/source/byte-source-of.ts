import { DataError } from '@thalweg/data';
import { printed } from '@thalweg/tensor/engine';
import type { ByteSourceLike, ResponseLike } from './byte-source-like.ts';
import type { ByteSource } from './byte-source.ts';
import { fromAddress } from './from-address.ts';
import { fromBlob } from './from-blob.ts';
import { fromBytes } from './from-bytes.ts';
import { fromPath } from './from-path.ts';
import { fromStream } from './from-stream.ts';
import { host, hostFiles } from './host.ts';
import { iteratedChunks } from './iterated-chunks.ts';
import { webChunks } from './web-chunks.ts';

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
