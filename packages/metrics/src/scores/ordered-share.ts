import { ALL_ONES, ALL_ZEROS, ORDERED, type ScoreTree } from './score-tree.ts';

/** Returns the share of pairs of class 1 and class 0 in which class 1 has the higher score, ties by half, by weight. */
export function orderedShare({ numbers, root }: ScoreTree): number {
  const pairs = numbers[8 * root + ALL_ONES]! * numbers[8 * root + ALL_ZEROS]!;
  return Math.min(1, numbers[8 * root + ORDERED]! / pairs);
}
