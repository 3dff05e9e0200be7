import { randomInteger, type Key } from '@thalweg/tensor';

/** Returns some whole numbers below a bound, in ascending order, each once. */
export function randomNumbers(random: Key, count: number, below: number): readonly number[] {
  const drawn = new Set<number>();
  for (let n = 0; drawn.size < count; n++) drawn.add(randomInteger(random, n, below));
  return [...drawn].sort((a, b) => a - b);
}
