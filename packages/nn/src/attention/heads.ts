import { reshape, transpose, type Node } from '@thalweg/graph';

// Splitting the last axis into heads and merging them are each other's inverse, so they share a file.

/**
 * Returns the parts of the last axis as heads.
 *
 * - **Shape** `x: [...lead, time, width] → [...lead, heads, time, width/heads]`
 */
export function splitHeads(x: Node, heads: number): Node {
  if (heads === 1) return reshape(x, [...x.shape.slice(0, -2), 1, ...x.shape.slice(-2)]) as Node;
  const width = x.shape.at(-1) as number;
  return swapped(reshape(x, [...x.shape.slice(0, -1), heads, width / heads]) as Node);
}

/**
 * Returns what the heads have, end to end.
 *
 * - **Shape** `x: [...lead, heads, time, size] → [...lead, time, heads·size]`
 */
export function mergeHeads(x: Node): Node {
  const [heads, time, size] = x.shape.slice(-3) as [number, number | string, number];
  return reshape(heads === 1 ? x : swapped(x), [...x.shape.slice(0, -3), time, heads * size]) as Node;
}

/** With the third and the second axis from the end in each other's place. */
function swapped(x: Node): Node {
  const rank = x.shape.length;
  const order = x.shape.map((_, axis) => (axis === rank - 3 ? rank - 2 : axis === rank - 2 ? rank - 3 : axis));
  return transpose(x, order) as Node;
}
