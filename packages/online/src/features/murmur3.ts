import { hashOf } from './hash-of.ts';

/**
 * Returns the 32-bit hash MurmurHash3 (x86) of bytes, from 0 to 2³² − 1. It is not cryptographic.
 *
 * - **Source** Appleby, "SMHasher", MurmurHash3.cpp, 2011, `MurmurHash3_x86_32`
 *
 * @example
 * murmur3(Uint8Array.of(0x21, 0x43, 0x65, 0x87)).toString(16) // => 'f55b516b'
 */
export function murmur3(bytes: Uint8Array, seed = 0): number {
  return hashOf(bytes, seed, 0, bytes.length) >>> 0;
}
