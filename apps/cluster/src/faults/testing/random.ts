import { fillUniform, key } from '@thalweg/tensor';

/** Returns a source of random numbers from 0 to 1, the same ones for the same seed. */
export function randomFrom(seed: number): () => number {
  const numbers = fillUniform(new Float64Array(10_000), key(seed));
  let next = 0;
  return () => numbers[next++ % numbers.length]!;
}
