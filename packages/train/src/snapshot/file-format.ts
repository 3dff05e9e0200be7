import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** The name of the format in the metadata of a snapshot's file. */
export const FORMAT = 'thalweg snapshot';

/** The number of hexadecimal digits of a checksum. */
export const CHECKSUM_LENGTH = 64;

/** The offset of these digits in a file, which begins with 8 bytes and `{"__metadata__":{"checksum":"`. */
export const CHECKSUM_START = 37;

/** Returns the SHA-256 of a file in which the digits of the checksum are zeros. */
export function checksumOf(file: Uint8Array): string {
  const hash = sha256
    .create()
    .update(file.subarray(0, CHECKSUM_START))
    .update(new Uint8Array(CHECKSUM_LENGTH).fill(0x30))
    .update(file.subarray(CHECKSUM_START + CHECKSUM_LENGTH));
  return bytesToHex(hash.digest());
}
