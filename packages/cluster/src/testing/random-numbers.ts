import { key, uniform } from '@thalweg/tensor';

/** Returns a function that returns the next number in [0, 1) at each call: the same ones for the same seed. */
export function randomNumbers(seed: number): () => number {
  let counter = 0;
  return () => uniform(key(seed), counter++);
}
