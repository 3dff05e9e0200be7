import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import { productOf, type Size } from '../size-arithmetic.ts';
import { sizeNode } from '../size-node.ts';

/**
 * Returns a value whose first axis becomes two or more with names, as a batch of sequences does that was flattened: rows are
 * picked by their positions, since a size that only a pass knows says nothing about two axes. For any other shape, nothing.
 */
export function splitNames(x: Node, shape: readonly Size[], likes: readonly Node[]): Node | undefined {
  const fresh = shape.filter(size => typeof size === 'string' && !x.shape.includes(size));
  if (new Set(fresh).size < 2) return undefined;
  const kept = shape.length - x.shape.length + 1;
  const lead = shape.slice(0, kept);
  if (kept < 2 || productOf(lead) !== x.shape[0] || shape.slice(kept).some((size, n) => size !== x.shape[n + 1])) return undefined;
  const rank = lead.length;
  const parts = lead.map((size, axis) => {
    const along = (typeof size === 'string' ? graph.arange(size, { like: likes }) : graph.arange(size)) as Node;
    const placed = graph.expandDims(along, { axes: lead.map((_, n) => n).filter(n => n !== axis) }) as Node;
    return graph.mul(placed, sizeNode(productOf(lead.slice(axis + 1)), likes)) as Node;
  });
  const at = parts.reduce((sum, part) => graph.add(sum, part) as Node);
  return rank === at.shape.length ? (graph.gather(x, at) as Node) : undefined;
} // prettier-ignore
