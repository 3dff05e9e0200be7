import { checkCounter, fillWords, STREAM } from './stream.ts';
import type { Key } from './key.ts';

/**
 * Fills `out` with uniform numbers in [0, 1) and returns it. `out[i]` is a pure function of the key and of `offset + i`,
 * whatever the length of `out`.
 *
 * A float32 number has 24 bits and is exact; a float64 number has 53, and cut to its first 24 it is the float32 number.
 *
 * @example
 * Array.from(fillUniform(new Float32Array(2), key(7))) // => [0.9545971155166626, 0.7501521706581116]
 */
export function fillUniform<T extends Float32Array | Float64Array>(out: T, key: Key, offset = 0): T {
  checkCounter('fillUniform', offset);
  return fillWords(out, { key, offset, stream: STREAM.uniform, number: out instanceof Float64Array ? bits53 : bits24 });
}

function bits24(high: number): number {
  return (high >>> 8) / 2 ** 24;
}

function bits53(high: number, low: number): number {
  return (high * 2 ** 21 + (low >>> 11)) / 2 ** 53;
}
