/** Numbers of a node: its score, the weights of its class 1 and class 0, and sums over it and all below. */
export const SCORE = 0;
export const ONES = 1;
export const ZEROS = 3;
export const ALL_ONES = 5;
export const ALL_ZEROS = 6;
export const ORDERED = 7;

/** Links of a node: its children, its priority, and how many examples it has. */
export const LOWER = 0;
export const HIGHER = 1;
export const PRIORITY = 2;
export const COUNT = 3;

/**
 * The examples of a window by their scores: a tree with a node for each score, in which each node knows the sums of all below
 * it. A treap: nodes have random priorities, and none is above one of a higher priority, so that the depth grows with the
 * logarithm of the size.
 *
 * Nodes are numbered from 1; 0 is none, and its sums are 0. Node n has 8 numbers and 4 links, from `8·n` and `4·n` on.
 *
 * - **Source** Seidel and Aragon, "Randomized Search Trees", 1996
 */
export interface ScoreTree {
  readonly numbers: Float64Array;
  readonly links: Int32Array;
  root: number;
  /** The first of the nodes that were given back; each names the next one. */
  free: number;
  /** The number of nodes ever used, and of priorities drawn. */
  used: number;
  drawn: number;
}

/** Returns a tree for `size` examples. */
export function scoreTree(size: number): ScoreTree {
  // One more for none, and one that an example waits in before it finds its place.
  const nodes = size + 2;
  return {
    numbers: new Float64Array(8 * nodes),
    links: new Int32Array(4 * nodes),
    root: 0,
    free: 0,
    used: 0,
    drawn: 0,
  };
}

/**
 * Makes the sums of a node from its own weights and those of its children: the weights of class 1, of class 0, and of pairs of
 * both in which class 1 has the higher score, ties by half. None is below 0 and nothing is taken off, so none drifts.
 */
export function sumUp({ numbers, links }: ScoreTree, node: number): void {
  const at = 8 * node;
  const lower = 8 * links[4 * node + LOWER]!;
  const higher = 8 * links[4 * node + HIGHER]!;
  const ones = numbers[at + ONES]!;
  const zeros = numbers[at + ZEROS]!;
  const zerosBelow = numbers[lower + ALL_ZEROS]!;
  const onesAbove = numbers[higher + ALL_ONES]!;
  numbers[at + ALL_ONES] = numbers[lower + ALL_ONES]! + ones + onesAbove;
  numbers[at + ALL_ZEROS] = zerosBelow + zeros + numbers[higher + ALL_ZEROS]!;
  numbers[at + ORDERED] =
    numbers[lower + ORDERED]! +
    numbers[higher + ORDERED]! +
    onesAbove * (zerosBelow + zeros) +
    ones * (zerosBelow + zeros / 2);
}
