import type { Node } from '@thalweg/graph';
import { multiplyAddsOf } from '@thalweg/graph/engine';
import type { Sizes } from '@thalweg/tensor';

/** Returns the multiply-adds of a node with these sizes; undefined for a custom loop. */
export function costOf(node: Node, sizes: ReadonlyMap<Node, Sizes>): number | undefined {
  const { rule, inputs } = node;
  if (rule === undefined) return 0;
  return multiplyAddsOf(rule.kernel, inputs.map(input => sizes.get(input)!), sizes.get(node)!); // prettier-ignore
}
