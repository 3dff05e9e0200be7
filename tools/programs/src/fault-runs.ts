import { foldIn, key, randomInteger, type Key } from '@thalweg/tensor';

/** Returns the number of runs that the environment variable `FAULT_RUNS` asks for with each kind of fault, at most so many. */
export function faultRunsOf(most: number): number {
  const asked = Number(process.env['FAULT_RUNS'] ?? most);
  if (!(Number.isInteger(asked) && asked >= 1))
    throw new RangeError(`FAULT_RUNS must be a whole number of at least 1, got ${process.env['FAULT_RUNS']}`);
  return Math.min(most, asked);
}

/**
 * Returns as many of the moments at which a run is killed as there are runs, in their order. Fewer than all are drawn by
 * the seed of the run of tests, `LAWS_SEED`.
 */
export function someOf<T>(moments: readonly T[]): readonly T[] {
  const drawn = [...moments.keys()];
  const random = foldIn(key(0), `${process.env['LAWS_SEED']} ${JSON.stringify(moments)}`);
  while (drawn.length > faultRunsOf(moments.length)) drawn.splice(randomInteger(random, drawn.length, drawn.length), 1);
  return drawn.map(index => moments[index]!);
}

/** What moments are drawn by: the seed of the run of tests. Titles of tests that draw by {@link killKey} have it. */
export const killSeed: string = process.env['LAWS_SEED'] ?? '';

/** Returns the random key by which a test draws the moments of its kills. */
export function killKey(test: string): Key {
  return foldIn(foldIn(key(0), killSeed), test);
}

/** Returns what repeats a run of tests with the same moments, for their title. */
export function drawnMoments(): string {
  return process.env['FAULT_RUNS'] === undefined
    ? 'all moments'
    : `moments drawn by LAWS_SEED=${process.env['LAWS_SEED']}`;
}
