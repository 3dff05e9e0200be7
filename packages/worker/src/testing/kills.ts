import { foldIn, key, type Key } from '@thalweg/tensor';

/** Returns the number of kills that the environment variable `FAULT_RUNS` asks for, at most so many, which a release makes. */
export function killsOf(most: number): number {
  return Math.min(most, Number(process.env['FAULT_RUNS'] ?? most));
}

/** What moments are drawn by: the seed of the run of tests. Titles of tests have it. */
export const killSeed: string = process.env['LAWS_SEED'] ?? '';

/** The random key of a test that kills. */
export function killKey(test: string): Key {
  return foldIn(foldIn(key(0), killSeed), test);
}
