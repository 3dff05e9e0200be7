import { fillUniform } from './fill-uniform.ts';
import type { Key } from './key.ts';

/**
 * Returns one uniform number in [0, 1), with 53 bits: number `counter` of the float64 sequence that {@link fillUniform}
 * writes.
 *
 * @example
 * uniform(key(7), 0) // => 0.9545971261093019
 */
export function uniform(key: Key, counter: number): number {
  return fillUniform(new Float64Array(1), key, counter)[0]!;
}
