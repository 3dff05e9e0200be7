import type { Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/engine';
import { optionsOf } from '@thalweg/tensor/engine';
import { nodesBelow } from '../circuit-model/nodes-below.ts';
import { axisSizes, type AxisSizes } from './axis-sizes.ts';
import { realSizes } from './real-sizes.ts';
import { summaryCounts, type SummaryCounts } from './summary-counts.ts';
import { summaryText } from './summary-text.ts';

/** Options of {@link summary}. */
export interface SummaryOptions {
  /**
   * Sizes of dynamic axes by name, which multiply-adds and bytes of outputs are counted for. A first axis, such as `batch`, is
   * 1 by default: counts are those of one example. All other dynamic axes need a size.
   */
  readonly sizes?: AxisSizes;
  /** If true, counts what a frame that trains computes; false by default. Rows and parameters are the same. */
  readonly training?: boolean;
}

/** The result of {@link summary}. As a text it is a table. */
export interface Summary extends SummaryCounts {
  /** A line for each layer, and totals. */
  toString(): string;
}

/**
 * Returns what a node is built of: a row for each input, for each layer, and for each operation outside of layers, with shapes,
 * parameters, multiply-adds and bytes, and their totals. Printed, it is a table. Layers are found by the names of their
 * parameters and states. Given several nodes, it counts what they share once: of a loss and its gradients, the multiply-adds
 * are those of a step.
 *
 * - **Throws** `GraphError` for what is no node; `ContractError` for a dynamic axis, other than a first one, without a size,
 *   and for sizes of axes that do not exist; `ShapeError` for sizes that an operation does not accept
 *
 * @example
 * const [w, b] = [parameter([[1, 2], [3, 4]], { name: 'dense1/weight' }), parameter([0, 0], { name: 'dense1/bias' })];
 * const y = relu(add(matmul(input('x', ['batch', 2]), w), b));
 * summary(y).layers.map(({ name }) => name) // => ['x', 'dense1', 'relu1']
 * summary(y).multiplyAdds // => 4
 */
export function summary(node: Node | readonly Node[], options?: SummaryOptions): Summary {
  const { sizes: given, training } = optionsOf('summary', options, { sizes: {}, training: false });
  const roots = (Array.isArray(node) ? (node as readonly Node[]) : [node as Node]).map(one => nodeOf('summary', one));
  const nodes = nodesBelow(roots);
  const sizes = axisSizes(nodes, given);
  const counts = summaryCounts(nodes, { roots, training, sizes, realSizes: realSizes(nodes, sizes) });
  return { ...counts, toString: () => summaryText(counts) };
}
