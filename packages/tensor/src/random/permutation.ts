import { ContractError, inMemory } from '../contracts/contract-error.ts';
import { STREAM } from './stream.ts';
import type { Key } from './key.ts';
import { philox } from './philox.ts';

/**
 * Returns the numbers from 0 to `length − 1` in random order. All orders are equally likely.
 *
 * - **Source** Fisher–Yates: Knuth, "The Art of Computer Programming", vol. 2, §3.4.2, algorithm P
 * - **Throws** {@link ContractError} unless the length is a whole number from 0 to 2³² − 1
 *
 * @example
 * Array.from(permutation(key(7), 4)) // => [3, 0, 1, 2]
 */
export function permutation(key: Key, length: number): Uint32Array {
  if (length !== length >>> 0)
    throw new ContractError(
      'permutation',
      'the length must be a whole number from 0 to 2³² − 1',
      String(length),
      'Give the number of items.',
    );
  const order = inMemory('permutation', length, length => new Uint32Array(length));
  for (let index = 0; index < length; index++) order[index] = index;
  const words = new Uint32Array(4);
  const counter = new Uint32Array(4);
  counter[3] = STREAM.permutation;
  let lane = 4;
  for (let last = length - 1; last > 0;) {
    if (lane === 4) {
      philox(words, key, counter);
      counter[0]!++;
      lane = 0;
    }
    // As many bits as `last` has: a number above it is rejected, less than one in two, so that none is favoured.
    const chosen = words[lane++]! >>> Math.clz32(last);
    if (chosen > last) continue;
    const kept = order[last]!;
    order[last--] = order[chosen]!;
    order[chosen] = kept;
  }
  return order;
}
