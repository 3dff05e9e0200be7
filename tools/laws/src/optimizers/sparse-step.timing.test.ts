import { gather, input, mean, parameter, square, sub, sum, type Node } from '@thalweg/graph';
import { adam, adagrad, sgd, type Transform } from '@thalweg/optim';
import { key, randomInteger } from '@thalweg/tensor';
import { step } from '@thalweg/train';
import { expect, it } from 'vitest';

const TOKENS = 60;
const BATCHES = 10;
const draws = key(11);

/** Tokens of a text by Zipf’s law: the k-th most frequent one comes k times less often. Hashed into a table. */
function textsFor(bits: number): Int32Array[] {
  const VOCABULARY = 50_000;
  const scale = Math.log(VOCABULARY);
  return Array.from({ length: BATCHES }, (_, b) =>
    Int32Array.from({ length: TOKENS }, (_, i) => {
      const rank = Math.floor(Math.exp((randomInteger(draws, b * TOKENS + i, 2 ** 30) / 2 ** 30) * scale));
      return Math.imul(rank, 0x9e3779b1) >>> (32 - bits);
    }),
  );
}

/** Steps of logistic-like regression on a table of so many hashed weights, and how long a pass over the texts takes. */
function learner(bits: number, optimizer: Transform): () => number {
  const weights = parameter(new Float32Array(2 ** bits), { name: 'weights' });
  const tokens = input('tokens', ['tokens'], 'int32');
  const loss = mean(square(sub(sum(gather(weights as Node, tokens as Node)), 1))) as Node<readonly []>;
  const learn = step(loss, optimizer, { whenNotFinite: 'continue' });
  const texts = textsFor(bits);
  return () => {
    const began = performance.now();
    for (const tokens of texts) learn({ tokens });
    return performance.now() - began;
  };
}

/** How long a loop takes that reads these rows of so many tables one after another, each when the one before has arrived. */
function memory(bits: number, count: number): () => number {
  const tables = Array.from({ length: count }, () => new Int32Array(2 ** bits));
  const texts = textsFor(bits);
  let read = 0;
  return () => {
    const began = performance.now();
    for (const tokens of texts) for (const token of tokens) for (const table of tables) read = table[token + read]!;
    return performance.now() - began;
  };
}

it.each([
  ['sgd', 1, () => sgd()],
  ['adagrad', 2, () => adagrad()],
  ['adam', 3, () => adam()],
] as const)('a step of %s takes the same time, within 20 %, with a table of 2¹² rows and of 2²⁰', { timeout: 120_000, retry: 2 }, (name, tables, make) => {
  const sizes = [12, 16, 20] as const;
  const runs = [...sizes.map(bits => learner(bits, make())), ...sizes.map(bits => memory(bits, tables))];
  for (let warm = 0; warm < 200; warm++) for (const run of runs) run();
  const best = runs.map(() => Infinity);
  for (let round = 0; round < 600; round++) runs.forEach((run, i) => (best[i] = Math.min(best[i]!, run())));
  const microseconds = best.map(ms => (1000 * ms) / BATCHES);
  console.log(name, sizes.map((bits, i) => `2^${bits}: ${microseconds[i]!.toFixed(2)} µs, memory ${microseconds[i + 3]!.toFixed(2)} µs`).join('; '));
  // Rows of a large table lie on pages of their own, which a small cache of pages does not hold: that is not our work.
  const own = sizes.map((_, i) => microseconds[i]! - (microseconds[i + 3]! - microseconds[3]!));
  expect(Math.max(...own) / Math.min(...own)).toBeLessThan(1.2);
}); // prettier-ignore
