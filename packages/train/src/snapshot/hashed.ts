import type { ByteSource } from '@thalweg/tensor';
import { CHECKSUM_LENGTH, CHECKSUM_START, type Hash } from './file-format.ts';

/** The bytes that are read and then hashed at once, while they are in the processor's cache. */
const PIECE = 2 ** 20;

/**
 * Returns a source that hashes what is read from it, from the first byte to the last, with zeros in place of the digits
 * of the checksum.
 */
export function hashed(source: ByteSource, hash: Hash): ByteSource {
  const hashFrom = (begin: number, bytes: Uint8Array): void => {
    const [from, to] = [CHECKSUM_START - begin, CHECKSUM_START + CHECKSUM_LENGTH - begin];
    if (to <= 0 || from >= bytes.length) return void hash.update(bytes);
    hash.update(bytes.slice().fill(0x30, Math.max(from, 0), to));
  };
  return {
    length: source.length,
    read: (begin, into) => {
      for (let at = 0; at < into.length; at += PIECE) {
        const piece = into.subarray(at, at + PIECE);
        source.read(begin + at, piece);
        hashFrom(begin + at, piece);
      }
    },
  };
}
