import type { Node } from '@thalweg/graph';
import type { Sizes } from '@thalweg/tensor';
import { reached } from '../circuit-model/reached.ts';
import type { AxisSizes } from './axis-sizes.ts';
import { costOf } from './cost-of.ts';
import { rowMaker } from './row-maker.ts';
import { sectionsOf } from './sections.ts';
import type { SummaryRow } from './summary-row.ts';

/** The layers of a graph, and their totals. */
export interface SummaryCounts {
  /** In the order of their results: each comes after what it reads. */
  readonly layers: readonly SummaryRow[];
  /** The number of elements of all parameters; those that layers share count once. */
  readonly parameters: number;
  /** The number of elements of all states. */
  readonly states: number;
  /** The bytes of parameters and states. */
  readonly bytes: number;
  /** Multiplications with their additions in products and convolutions, those with padding too. Other operations count as 0. */
  readonly multiplyAdds: number;
  /** The bytes of inputs, of what rows read of each other, and of results. */
  readonly outputBytes: number;
  /** The sizes of dynamic axes that multiply-adds and bytes of outputs are counted for. */
  readonly sizes: AxisSizes;
  /** The names of custom operations, whose multiply-adds nobody knows. */
  readonly uncounted: readonly string[];
}

/** The things that rows are counted for. */
interface Counting {
  readonly roots: readonly Node[];
  readonly training: boolean;
  readonly sizes: AxisSizes;
  readonly realSizes: ReadonlyMap<Node, Sizes>;
}

/** Counts the rows of a graph. `nodes` are in topological order. */
export function summaryCounts(nodes: readonly Node[], { roots, training, sizes, realSizes }: Counting): SummaryCounts {
  const computed = reached(roots, training);
  const sections = sectionsOf(nodes);
  const layers = sections.map(rowMaker(sections, { computed, realSizes }));
  const total = (key: 'parameters' | 'states' | 'bytes' | 'multiplyAdds' | 'outputBytes'): number =>
    layers.reduce((sum, row) => sum + row[key], 0);
  const unknown = nodes.filter(node => computed.has(node) && costOf(node, realSizes) === undefined);
  return {
    layers,
    parameters: total('parameters'),
    states: total('states'),
    bytes: total('bytes'),
    multiplyAdds: total('multiplyAdds'),
    outputBytes: total('outputBytes'),
    sizes,
    uncounted: [...new Set(unknown.map(({ name }) => name))],
  };
}
