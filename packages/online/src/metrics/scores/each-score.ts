import { HIGHER, LOWER, ONES, ZEROS, type ScoreTree } from './score-tree.ts';

/** Calls back with the weights of class 1 and class 0 of each score, from the highest score down. */
export function eachScore({ numbers, links, root }: ScoreTree, tell: (ones: number, zeros: number) => void): void {
  const visit = (node: number): void => {
    if (node === 0) return;
    visit(links[4 * node + HIGHER]!);
    tell(numbers[8 * node + ONES]!, numbers[8 * node + ZEROS]!);
    visit(links[4 * node + LOWER]!);
  };
  visit(root);
}
