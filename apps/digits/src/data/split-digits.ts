import { split, type Dataset } from '@thalweg/data';
import type { Digit } from './read-digits.ts';

/** The digits that are learned from, and those that are looked at once, at the end. */
export interface Digits {
  readonly training: Dataset<Digit>;
  readonly test: Dataset<Digit>;
}

/** Splits the 10,000 digits by the seed: 8,000 to learn from, 2,000 to test with. */
export function splitDigits(digits: Dataset<Digit>, seed: number): Digits {
  const [training, test] = split(digits, { seed, sizes: [8_000, 2_000] });
  return { training, test };
}
