import type { CountedExample } from '../metric/weighted-example.ts';

/** Numbers of a node: its score, the weights of its class 1 and class 0, and sums over it and all below. */
export const SCORE = 0;
export const ONES = 1;
export const ZEROS = 3;
export const ALL_ONES = 5;
export const ALL_ZEROS = 6;
const ORDERED = 7;

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

/** Puts an example into the tree, or with −1 takes one out that is in it. */
export function countScore(tree: ScoreTree, { seen, target, weight }: CountedExample, sign: 1 | -1): void {
  const { numbers, links } = tree;
  const node = taken(tree);
  numbers.fill(0, 8 * node, 8 * node + 8);
  numbers[8 * node + SCORE] = seen;
  numbers[8 * node + (target === 1 ? ONES : ZEROS)] = sign * weight;
  links[4 * node + LOWER] = links[4 * node + HIGHER] = 0;
  tree.drawn = (tree.drawn + 1) | 0;
  links[4 * node + PRIORITY] = scattered(tree.drawn);
  links[4 * node + COUNT] = sign;
  sumUp(tree, node);
  tree.root = put(tree, tree.root, node);
  if (links[4 * node + COUNT] === 0) release(tree, node);
}

/** Brings a node into a subtree, and gives the subtree's root. One with the score of another goes up in it. */
function put(tree: ScoreTree, node: number, added: number): number {
  if (node === 0) return added;
  const { numbers, links } = tree;
  const score = numbers[8 * added + SCORE]!;
  const here = numbers[8 * node + SCORE]!;
  if (score === here) {
    addTo(numbers, 8 * node + ONES, numbers[8 * added + ONES]!);
    addTo(numbers, 8 * node + ZEROS, numbers[8 * added + ZEROS]!);
    links[4 * node + COUNT]! += links[4 * added + COUNT]!;
    links[4 * added + COUNT] = 0;
    if (links[4 * node + COUNT] === 0) return without(tree, node);
  } else {
    const side = score < here ? LOWER : HIGHER;
    const child = put(tree, links[4 * node + side]!, added);
    links[4 * node + side] = child;
    if (child !== 0 && links[4 * child + PRIORITY]! > links[4 * node + PRIORITY]!) return lifted(tree, node, side);
  }
  sumUp(tree, node);
  return node;
}

/** Turns a child to the place of its parent. */
function lifted(tree: ScoreTree, node: number, side: number): number {
  const { links } = tree;
  const child = links[4 * node + side]!;
  links[4 * node + side] = links[4 * child + 1 - side]!;
  links[4 * child + 1 - side] = node;
  sumUp(tree, node);
  sumUp(tree, child);
  return child;
}

function without(tree: ScoreTree, node: number): number {
  const { links } = tree;
  const joined = join(tree, links[4 * node + LOWER]!, links[4 * node + HIGHER]!);
  release(tree, node);
  return joined;
}

/** One tree of two, all scores of the first below those of the second. */
function join(tree: ScoreTree, lower: number, higher: number): number {
  if (lower === 0) return higher;
  if (higher === 0) return lower;
  const { links } = tree;
  const lowerUp = links[4 * lower + PRIORITY]! > links[4 * higher + PRIORITY]!;
  if (lowerUp) links[4 * lower + HIGHER] = join(tree, links[4 * lower + HIGHER]!, higher);
  else links[4 * higher + LOWER] = join(tree, lower, links[4 * higher + LOWER]!);
  const root = lowerUp ? lower : higher;
  sumUp(tree, root);
  return root;
}

/** A node that is not in use. */
function taken(tree: ScoreTree): number {
  const node = tree.free;
  if (node === 0) return ++tree.used;
  tree.free = tree.links[4 * node + LOWER]!;
  return node;
}

function release(tree: ScoreTree, node: number): void {
  tree.links[4 * node + LOWER] = tree.free;
  tree.free = node;
}

/** Scatters a counter's bits over an integer: the last part of MurmurHash3 (Appleby, 2011). */
function scattered(counter: number): number {
  let bits = counter;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/**
 * Adds to a sum that is kept in two numbers: `sums[at]`, and what rounding cut off in `sums[at + 1]`. So numbers that are
 * added and later subtracted leave no trace in a sum that never ends.
 *
 * - **Source** Knuth, "The Art of Computer Programming" vol. 2, §4.2.2, theorem B; Dekker, "A Floating-Point Technique for
 *   Extending the Available Precision", 1971
 */
function addTo(sums: Float64Array, at: number, value: number): void {
  const high = sums[at]!;
  const sum = high + value;
  const taken = sum - high;
  const low = sums[at + 1]! + (high - (sum - taken) + (value - taken));
  const rounded = sum + low;
  sums[at] = rounded;
  sums[at + 1] = low - (rounded - sum);
}

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

/** Receives the weights of class 1 and class 0 at a score, or in a bin that begins at a score. */
export type Tell = (ones: number, zeros: number, score: number) => void;

/** Tells the weights of all scores, from the highest score down. */
export type FromTheTop = (tell: Tell) => void;

/** Returns the share of pairs of class 1 and class 0 in which class 1 has the higher score, ties by half, by weight. */
export function orderedShare({ numbers, root }: ScoreTree): number {
  const pairs = numbers[8 * root + ALL_ONES]! * numbers[8 * root + ALL_ZEROS]!;
  return Math.min(1, numbers[8 * root + ORDERED]! / pairs);
}
