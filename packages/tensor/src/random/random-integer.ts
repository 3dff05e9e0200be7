import { ContractError } from '../contracts/contract-error.ts';
import { checkCounter, STREAM } from './stream.ts';
import type { Key } from './key.ts';
import { philox } from './philox.ts';

const RANGE = 2 ** 53;

/**
 * Returns a random whole number from 0 to `bound − 1`, all equally likely: draw number `counter` of the key.
 *
 * Words beyond the largest multiple of `bound` would favour small numbers, so they are rejected and the next block is
 * used.
 *
 * - **Throws** {@link ContractError} unless the bound is a safe integer of at least 1
 *
 * @example
 * randomInteger(key(7), 0, 6) // => 0
 */
export function randomInteger(key: Key, counter: number, bound: number): number {
  checkCounter('randomInteger', counter);
  if (!Number.isSafeInteger(bound) || bound < 1)
    throw new ContractError(
      'randomInteger',
      'the bound must be a safe integer of at least 1',
      String(bound),
      'Draw from a set that is not empty.',
    );
  const words = new Uint32Array(4);
  const position = new Uint32Array(4);
  position[0] = counter;
  position[1] = counter / 2 ** 32;
  position[3] = STREAM.integer;
  const fair = RANGE - (RANGE % bound);
  for (;;) {
    philox(words, key, position);
    const drawn = words[0]! * 2 ** 21 + (words[1]! >>> 11);
    if (drawn < fair) return drawn % bound;
    position[2]!++;
  }
}
