import type { CountedExample } from '../weighted-example.ts';
import { addTo } from './add-to.ts';
import { COUNT, HIGHER, LOWER, ONES, PRIORITY, SCORE, sumUp, ZEROS, type ScoreTree } from './score-tree.ts';

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
