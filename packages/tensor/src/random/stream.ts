import { ContractError } from '../contracts/contract-error.ts';
import type { Key } from './key.ts';
import { philox } from './philox.ts';

/**
 * The last word of a counter says what its block is for, so that one key used for two purposes gives numbers that have
 * nothing to do with each other.
 */
export const STREAM = { uniform: 0, normal: 1, integer: 2, permutation: 3, foldNumber: 4, foldName: 5 } as const;

/** Counters and offsets are whole numbers from 0 to 2⁵³ − 1. */
export function checkCounter(subject: string, counter: number): void {
  if (!Number.isSafeInteger(counter) || counter < 0)
    throw new ContractError(
      subject,
      'the position must be a safe integer of at least 0',
      String(counter),
      'Count draws from 0.',
    );
}

/**
 * Writes `number(high, low)` to every element: element i of the sequence takes word `i & 3` of block `i >> 2`. For
 * float64 a second block gives the low words, so that a float32 number is its float64 twin with fewer bits.
 */
export function fillWords<T extends Float32Array | Float64Array>(
  out: T,
  {
    key,
    offset,
    stream,
    number,
  }: { key: Key; offset: number; stream: number; number: (high: number, low: number) => number },
): T {
  const wide = out instanceof Float64Array;
  const high = new Uint32Array(4);
  const low = new Uint32Array(4);
  const counter = new Uint32Array(4);
  counter[3] = stream;
  let block = Math.floor(offset / 4);
  let lane = offset - 4 * block;
  for (let index = 0; index < out.length; block++, lane = 0) {
    counter[0] = block;
    counter[1] = block / 2 ** 32;
    counter[2] = 0;
    philox(high, key, counter);
    if (wide) {
      counter[2] = 1;
      philox(low, key, counter);
    }
    for (; lane < 4 && index < out.length; lane++) out[index++] = number(high[lane]!, low[lane]!);
  }
  return out;
}
