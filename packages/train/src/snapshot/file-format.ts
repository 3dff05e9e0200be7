import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { encodeUtf8, jsonSize, MOST_LEVELS, MOST_MEMORY } from '@thalweg/tensor/engine';

/** The name of the format in the metadata of a snapshot's file. */
export const FORMAT = 'thalweg snapshot';

/** The number of hexadecimal digits of a checksum. */
export const CHECKSUM_LENGTH = 64;

/** The offset of these digits in a file, which begins with 8 bytes and `{"__metadata__":{"checksum":"`. */
export const CHECKSUM_START = 37;

/** A SHA-256 under way. */
export interface Hash {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}

/** Returns a SHA-256 of nothing so far, which runs everywhere. */
export function portableHash(): Hash {
  return sha256.create();
}

/** Returns the digits of the SHA-256 of a file that has zeros in their place, as ASCII. */
export function checksumOf(file: Uint8Array): Uint8Array {
  const hash = portableHash();
  hash.update(file);
  return digitsOf(hash);
}

/** Returns the digits of a SHA-256, as ASCII. */
export function digitsOf(hash: Hash): Uint8Array {
  return Uint8Array.from(bytesToHex(hash.digest()), digit => digit.charCodeAt(0));
}

/** Returns what the JSON of values must not exceed, and does; `undefined` if it may be parsed. */
export function excessOf(text: string): string | undefined {
  const { levels, memory } = jsonSize(encodeUtf8(text));
  // A number that JSON lacks is an object in the last level.
  if (levels > MOST_LEVELS + 2) return `have at most ${MOST_LEVELS} levels`;
  return memory > MOST_MEMORY ? 'take at most a gibibyte in memory' : undefined;
}

/** The key of an object that encodes a number which JSON lacks. */
export const NUMBER = '$number';

/** The key of an object that stands for a typed array, by its number. */
export const ARRAY = '$array';
