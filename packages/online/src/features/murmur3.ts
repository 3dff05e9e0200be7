import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { encoder, hashOf } from './text-hash.ts';

/**
 * Returns the 32-bit hash MurmurHash3 (x86) of bytes, or of a text in UTF-8, from 0 to 2³² − 1. It is not cryptographic.
 *
 * - **Throws** `ContractError` for anything else
 * - **Source** Appleby, "SMHasher", MurmurHash3.cpp, 2011, `MurmurHash3_x86_32`
 *
 * @example
 * murmur3(Uint8Array.of(0x21, 0x43, 0x65, 0x87)).toString(16) // => 'f55b516b'
 * murmur3('abc').toString(16) // => 'b3dd93fa'
 */
export function murmur3(bytes: Uint8Array | string, seed = 0): number {
  const hashed = typeof bytes === 'string' ? encoder().encode(bytes) : bytes;
  if (!(hashed instanceof Uint8Array))
    throw new ContractError(
      'murmur3',
      'it hashes bytes or a text',
      printed(bytes),
      'Try a Uint8Array, or String(value).',
    );
  return hashOf(hashed, seed, 0, hashed.length) >>> 0;
}
