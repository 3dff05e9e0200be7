import { checkCounter, fillWords, STREAM } from './stream.ts';
import { normalQuantile } from './normal-quantile.ts';
import type { Key } from './key.ts';

/**
 * Fills `out` with standard normal numbers and returns it. `out[i]` is a pure function of the key and of `offset + i`,
 * whatever the length of `out`. The float32 and float64 sequences of a key are the same, drawn with 32 and 52 bits.
 *
 * Inverse transform sampling: one word, one number, by arithmetic that is the same to the last bit on every machine.
 *
 * @example
 * Array.from(fillNormal(new Float64Array(2), key(7))) // => [0.988200185219778, -0.13832934925680293]
 */
export function fillNormal<T extends Float32Array | Float64Array>(out: T, key: Key, offset = 0): T {
  checkCounter('fillNormal', offset);
  return fillWords(out, {
    key,
    offset,
    stream: STREAM.normal,
    number: out instanceof Float64Array ? fromBits52 : fromBits32,
  });
}

// Cells of [0, 1) are represented by their middles, so that neither 0 nor 1 is met and both tails are alike.

function fromBits32(high: number): number {
  return normalQuantile((high + 0.5) / 2 ** 32);
}

function fromBits52(high: number, low: number): number {
  return normalQuantile((high * 2 ** 20 + (low >>> 12) + 0.5) / 2 ** 52);
}
