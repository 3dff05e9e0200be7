import type { Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { printShape } from '@thalweg/tensor';
import { optionsOf, visible } from '@thalweg/tensor/engine';
import { nodesBelow } from '../circuit-model/traversal.ts';
import { axisSizes, type AxisSizes, realSizes } from './axis-sizes.ts';
import { summaryCounts, type SummaryCounts } from './summary-counts.ts';
import type { SummaryRow } from './summary-row.ts';

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
 * parameters and states. It counts what several nodes share once: for a loss and its gradients, the multiply-adds are those of
 * a step.
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

/** The most characters of a column of text. */
const MOST = 28;

/** Writes a summary as a table with aligned columns, and its totals. */
function summaryText(summary: SummaryCounts): string {
  const { layers } = summary;
  const head = ['layer', 'operation', 'output', 'parameters', 'states', 'multiply-adds', 'output bytes', 'reads'];
  const rows = layers.map(cellsOf);
  // Columns that say nothing are left out.
  const hasStates = layers.some(({ states }) => states > 0);
  const isChain = layers.every(({ reads }, n) => reads.length === 0 || (reads.length === 1 && reads[0] === layers[n - 1]?.name)); // prettier-ignore
  const shown = head.map((_, column) => (column !== 4 || hasStates) && (column !== 7 || !isChain));
  const table = aligned([head, ...rows].map(cells => cells.filter((_, column) => shown[column])));
  const line = '─'.repeat(Math.max(...table.map(text => text.length)));
  return [table[0]!, line, ...table.slice(1), line, ...totals(summary)].join('\n');
}

function cellsOf(row: SummaryRow): string[] {
  const { name, operation, shape, parameters, states, multiplyAdds, outputBytes, reads, computed } = row;
  const texts = [name, operation, printShape(shape)].map(shortened);
  const cost = [multiplyAdds, outputBytes].map(count => (computed ? grouped(count) : '–'));
  return [...texts, grouped(parameters), grouped(states), ...cost, shortened(reads.join(', '))];
}

function totals({
  parameters,
  states,
  bytes,
  multiplyAdds,
  outputBytes,
  sizes,
  uncounted,
  layers,
}: SummaryCounts): string[] {
  const registers = `${grouped(parameters)} parameters${states === 0 ? '' : `, ${grouped(states)} in states`}`;
  const dynamic = Object.entries(sizes).map(([name, size]) => `${shortened(name)} = ${grouped(size)}`);
  const of = dynamic.length === 0 ? '' : ` for ${dynamic.join(', ')}`;
  const notes = [
    ...(uncounted.length === 0
      ? []
      : [`Not counted, as these are custom operations: ${uncounted.map(shortened).join(', ')}.`]),
    ...(layers.some(({ computed }) => !computed) ? ['–: not computed in this mode.'] : []),
  ];
  return [
    `${registers}, ${grouped(bytes)} bytes`,
    `${grouped(multiplyAdds)} multiply-adds and ${grouped(outputBytes)} bytes of outputs${of}`,
    ...notes,
  ];
}

/** Pads cells to the width of their columns: numbers to the right, texts to the left. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(cells => cells[column]!.length)));
  const isNumber = rows[0]!.map(title => !/^(layer|operation|output|reads)$/.test(title));
  return rows.map(cells =>
    cells
      .map((cell, column) => (isNumber[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}

/** A text of one line that moves no cursor, cut to its column: names in a file may have any characters. */
function shortened(text: string): string {
  const line = visible(text.slice(0, MOST + 1).replace(/\s/g, ' '));
  return line.length > MOST ? `${line.slice(0, MOST - 1)}…` : line;
}

/** A whole number in groups of three digits. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
