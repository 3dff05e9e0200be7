import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** What the metadata of a snapshot's file call it. */
export const FORMAT = 'thalweg snapshot';

/** Digits of a checksum in hexadecimal. */
export const CHECKSUM_LENGTH = 64;

/** Where they stand in a file: it begins with 8 bytes and `{"__metadata__":{"checksum":"`. */
export const CHECKSUM_START = 37;

/** SHA-256 of a file, its own digits taken as zeros. */
export function checksumOf(file: Uint8Array): string {
  const hash = sha256
    .create()
    .update(file.subarray(0, CHECKSUM_START))
    .update(new Uint8Array(CHECKSUM_LENGTH).fill(0x30))
    .update(file.subarray(CHECKSUM_START + CHECKSUM_LENGTH));
  return bytesToHex(hash.digest());
}
