import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

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
