import { gather, input, mean, parameter, square, sub, sum, type Node } from '@thalweg/graph';
import { adagrad, adam, sgd, type Transform } from '@thalweg/optim';
import { key, randomInteger } from '@thalweg/tensor';
import { step } from '@thalweg/train';
import { microsecondsOf } from '../timing/microseconds-of.ts';
import type { RatioRow } from './ratio-row.ts';
import { bySize } from './turns.ts';

const TOKENS = 60;
const BATCHES = 10;
/** The tables have 2¹², 2¹⁶ and 2²⁰ rows. */
const SIZES = [12, 16, 20];
const draws = key(11);

/** Steps on a table of hashed weights, which take the same time whatever the number of its rows. */
export const sparseSteps: readonly RatioRow[] = [
  row('sgd', 1, () => sgd()),
  row('adagrad', 2, () => adagrad()),
  row('adam', 3, () => adam()),
];

/**
 * Rows of a large table lie on pages of their own, which a small cache of pages does not hold. That is not our work, so each
 * size also reads as many numbers of tables of the other sizes. The least time of each size counts.
 */
function row(name: string, tables: number, make: () => Transform): RatioRow {
  const learning = (bits: number): (() => void) => {
    const works = [learner(bits, make()), ...SIZES.filter(other => other !== bits).map(other => reader(other, tables))];
    return () => {
      for (const work of works) work();
    };
  };
  return {
    name: `steps: ${name} on tables of 2¹², 2¹⁶ and 2²⁰ hashed weights, interpreted`,
    ours: 'the table with the longest step',
    reference: 'the one with the shortest',
    bar: 1.2,
    turns: 15,
    prepare: size => {
      const runs = SIZES.map(learning);
      const least = runs.map(() => Infinity);
      return {
        ours: () => {
          runs.forEach((run, i) => (least[i] = Math.min(least[i]!, microsecondsOf({ run }, bySize(size, 120, 2)))));
          return Math.max(...least);
        },
        reference: () => Math.min(...least),
      };
    },
  };
}

/** Tokens of a text by Zipf’s law: the k-th most frequent one comes k times less often. Hashed into a table. */
function textsFor(bits: number): Int32Array[] {
  const scale = Math.log(50_000);
  return Array.from({ length: BATCHES }, (_, b) =>
    Int32Array.from({ length: TOKENS }, (_, i) => {
      const rank = Math.floor(Math.exp((randomInteger(draws, b * TOKENS + i, 2 ** 30) / 2 ** 30) * scale));
      return Math.imul(rank, 0x9e3779b1) >>> (32 - bits);
    }),
  );
}

/** Returns a function that takes steps of logistic-like regression on a table of so many hashed weights. */
function learner(bits: number, optimizer: Transform): () => void {
  const weights = parameter(new Float32Array(2 ** bits), { name: 'weights' });
  const tokens = input('tokens', ['tokens'], 'int32');
  const loss = mean(square(sub(sum(gather(weights as Node, tokens as Node)), 1))) as Node<readonly []>;
  const learn = step(loss, optimizer, { whenNotFinite: 'continue' });
  const texts = textsFor(bits);
  return () => {
    for (const tokens of texts) learn({ tokens });
  };
}

/** Returns a function that reads these rows of so many tables one after another, each when the one before has arrived. */
function reader(bits: number, count: number): () => void {
  const tables = Array.from({ length: count }, () => new Int32Array(2 ** bits));
  const texts = textsFor(bits);
  let read = 0;
  return () => {
    for (const tokens of texts) for (const token of tokens) for (const table of tables) read = table[token + read]!;
  };
}
