import { split, type Dataset } from '@thalweg/data';
import type { Digit } from './read-digits.ts';

/** The digits for training, and those for a single test at the end. */
export interface Digits {
  readonly training: Dataset<Digit>;
  readonly test: Dataset<Digit>;
}

/** Splits the 10,000 digits at random, by the seed: 8,000 for training and 2,000 for the test. */
export function splitDigits(digits: Dataset<Digit>, seed: number): Digits {
  const [training, test] = split(digits, { seed, sizes: [8_000, 2_000] });
  return { training, test };
}
