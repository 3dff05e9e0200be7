import { allocate } from '@thalweg/tensor';
import type { CountedExample } from '../metric/weighted-example.ts';
import type { Tell } from './score-tree.ts';

/** The scores of all examples, with their weights of class 1 and class 0: three numbers each. They double as they grow. */
export interface KeptScores {
  rows: Float64Array;
  count: number;
}

/** Returns kept scores without examples. */
export function keptScores(): KeptScores {
  return { rows: allocate('float64', 3 * 64), count: 0 };
}

/** Keeps an example. */
export function keepScore(kept: KeptScores, { seen, target, weight }: CountedExample): void {
  const at = 3 * kept.count++;
  if (at === kept.rows.length) {
    const rows = allocate('float64', 2 * at) as Float64Array;
    rows.set(kept.rows);
    kept.rows = rows;
  }
  kept.rows[at] = seen;
  kept.rows[at + 1] = target === 1 ? weight : 0;
  kept.rows[at + 2] = target === 1 ? 0 : weight;
}

/** Calls back with the weights of class 1 and class 0 of each score, and the score, from the highest score down. */
export function eachKeptScore({ rows, count }: KeptScores, tell: Tell): void {
  const order = Uint32Array.from({ length: count }, (_, i) => 3 * i).sort((a, b) => rows[b]! - rows[a]!);
  for (let i = 0; i < count;) {
    const score = rows[order[i]!]!;
    let [ones, zeros] = [0, 0];
    // The first is taken whatever it is, so that the loop ends also for a score that equals nothing, NaN.
    do {
      ones += rows[order[i]! + 1]!;
      zeros += rows[order[i]! + 2]!;
      i++;
    } while (i < count && rows[order[i]!] === score);
    tell(ones, zeros, score);
  }
}
