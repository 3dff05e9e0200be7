import { ContractError } from '../contracts/contract-error.ts';

/** The root of a family of random numbers: two uint32 words. */
export type Key = readonly [number, number];

/**
 * Returns the key of a seed. Different seeds give different, independent keys.
 *
 * - **Throws** {@link ContractError} unless the seed is a safe integer
 *
 * @example
 * key(7) // => [7, 0]
 */
export function key(seed: number): Key {
  if (!Number.isSafeInteger(seed))
    throw new ContractError('key', 'the seed must be a safe integer', String(seed), 'Give a whole number such as 7.');
  return [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0];
}
