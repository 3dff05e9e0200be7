import { HIGHER, LOWER, ONES, SCORE, ZEROS, type ScoreTree } from './score-tree.ts';
import type { Tell } from './tell.ts';

/** Calls back with the weights of class 1 and class 0 of each score, and the score, from the highest score down. */
export function eachScore({ numbers, links, root }: ScoreTree, tell: Tell): void {
  const visit = (node: number): void => {
    if (node === 0) return;
    visit(links[4 * node + HIGHER]!);
    tell(numbers[8 * node + ONES]!, numbers[8 * node + ZEROS]!, numbers[8 * node + SCORE]!);
    visit(links[4 * node + LOWER]!);
  };
  visit(root);
}
