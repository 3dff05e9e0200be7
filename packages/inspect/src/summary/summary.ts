import { type Node, Parameter, Register } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { multiplyAddsOf } from '@thalweg/graph/wires';
import { allocate, ContractError, printShape, sizeOf, type Sizes } from '@thalweg/tensor';
import { oneOf, optionsOf, printed, visible } from '@thalweg/tensor/engine';
import { type Section, sectionsOf } from '../circuit-model/layer-applications.ts';
import { isAside, registerRead } from '../circuit-model/regions.ts';
import { isFrozenIn, nodesBelow, reached, usesBy } from '../circuit-model/traversal.ts';
import type { SummaryRow } from './summary-row.ts';

/** The most characters of a column of text. */
const MOST = 28;

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

/** Sizes of dynamic axes by name. */
type AxisSizes = Readonly<Record<string, number>>;

/**
 * Returns a size for each dynamic axis of the sources among nodes: the one that was given, or 1 for a first axis, so that
 * counts are those of one example.
 *
 * - **Throws** `ContractError` for another axis without a size, an unknown name, and a size that is no whole number from 0
 */
function axisSizes(nodes: readonly Node[], given: AxisSizes): AxisSizes {
  const shapes = nodes.filter(({ inputs }) => inputs.length === 0).map(({ shape }) => shape);
  const names = [...new Set(shapes.flat().filter(size => typeof size === 'string'))];
  const first = new Set(shapes.map(([size]) => size));
  checkGiven(given, names);
  const sizes = names.map(name => [name, given[name] ?? (first.has(name) ? 1 : missing(name))] as const);
  return Object.fromEntries(sizes);
}

function checkGiven(given: AxisSizes, names: readonly string[]): void {
  if (printed(given) !== 'Object')
    throw new ContractError('summary', 'sizes must be an object', printed(given), 'Try { sizes: { time: 100 } }.');
  for (const [name, size] of Object.entries(given)) {
    if (names.length === 0)
      throw new ContractError(
        'summary',
        'sizes must name dynamic axes',
        printed(name),
        'There are none: leave it out.',
      );
    oneOf('summary', name, names, 'a dynamic axis');
    if (!Number.isSafeInteger(size) || size < 0)
      throw new ContractError(
        'summary',
        `the size of '${name}' must be a whole number from 0`,
        printed(size),
        'Try 1.',
      );
  }
}

/** Refuses an axis whose size nobody gave. */
function missing(name: string): never {
  throw new ContractError(
    'summary',
    'every dynamic axis but the first must have a size',
    `none for '${name}'`,
    `Try summary(node, { sizes: { ${/^\w+$/.test(name) ? name : printed(name)}: 100 } }).`,
  );
}

/** Returns the sizes of each node, from those of dynamic axes. `nodes` are in topological order. */
function realSizes(nodes: readonly Node[], sizes: AxisSizes): ReadonlyMap<Node, Sizes> {
  const known = new Map<Node, Sizes>();
  for (const node of nodes) {
    const shape = node.operation?.shape(node.inputs.map(input => known.get(input)!)) ?? node.shape;
    known.set(node, shape.map(size => (typeof size === 'number' ? size : (sizes[size] ?? missing(size))))); // prettier-ignore
  }
  return known;
}

/** The layers of a graph, and their totals. */
interface SummaryCounts {
  /** In the order of their results: each comes after what it reads. */
  readonly layers: readonly SummaryRow[];
  /** The number of elements of all parameters; those that layers share count once. */
  readonly parameters: number;
  /** The number of elements of all weights that stay: states of floats that no rule writes. */
  readonly frozen: number;
  /** The number of elements of all other states. */
  readonly states: number;
  /** The bytes of all of these. */
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
function summaryCounts(nodes: readonly Node[], { roots, training, sizes, realSizes }: Counting): SummaryCounts {
  const computed = reached(roots, training);
  const sections = sectionsOf(nodes);
  const layers = sections.map(rowMaker(sections, { computed, realSizes, isFrozen: isFrozenIn(nodes) }));
  const total = (key: 'parameters' | 'frozen' | 'states' | 'bytes' | 'multiplyAdds' | 'outputBytes'): number =>
    layers.reduce((sum, row) => sum + row[key], 0);
  const unknown = nodes.filter(node => computed.has(node) && costOf(node, realSizes) === undefined);
  return {
    layers,
    parameters: total('parameters'),
    frozen: total('frozen'),
    states: total('states'),
    bytes: total('bytes'),
    multiplyAdds: total('multiplyAdds'),
    outputBytes: total('outputBytes'),
    sizes,
    uncounted: [...new Set(unknown.map(({ name }) => name))],
  };
}

/** The nodes that a mode computes, and the sizes of all. */
interface ModeSizes {
  readonly computed: ReadonlySet<Node>;
  readonly realSizes: ReadonlyMap<Node, Sizes>;
  readonly isFrozen: (node: Node) => boolean;
}

/** Returns a function that makes the row of a section. Called for one after another, it counts each register once. */
function rowMaker(
  sections: readonly Section[],
  { computed, realSizes, isFrozen }: ModeSizes,
): (section: Section) => SummaryRow {
  const isComputed = (node: Node): boolean => computed.has(node);
  const owners = new Map(sections.flatMap(section => section.nodes.map(node => [node, section] as const)));
  const outputs = outputsOf(computed, owners);
  const counted = new Set<Register>();
  return section => {
    const active = section.nodes.filter(isComputed);
    const registers = registersOf(section).filter(register => !counted.has(register));
    for (const register of registers) counted.add(register);
    const learned = registers.filter((register): register is Parameter => register instanceof Parameter);
    const [parameters, frozen] = [learned, registers.filter(isFrozen)].map(some => total(some, ({ shape }) => sizeOf(shape))) as [number, number]; // prettier-ignore
    return {
      name: section.name,
      operation: operationsOf(section, isComputed),
      shape: section.exit.shape,
      reads: readsOf(section, owners),
      parameters,
      frozen,
      states: total(registers, ({ shape }) => sizeOf(shape)) - parameters - frozen,
      bytes: total(registers, register => bytesOf(register, register.shape)),
      multiplyAdds: total(active, node => costOf(node, realSizes) ?? 0),
      outputBytes: total(
        active.filter(node => outputs.has(node)),
        node => bytesOf(node, realSizes.get(node)!),
      ),
      computed: isComputed(section.exit) || active.some(node => !isAside(node)),
    };
  };
}

/** The values that are read in another section than theirs, or by nobody. Registers and constants that are read are none. */
function outputsOf(computed: ReadonlySet<Node>, owners: ReadonlyMap<Node, Section>): Set<Node> {
  const uses = usesBy([...computed]);
  const isInner = (node: Node): boolean =>
    uses.get(node)?.every(({ consumer }) => owners.get(consumer) === owners.get(node)) === true;
  return new Set([...computed].filter(node => !(uses.has(node) && isAside(node)) && !isInner(node)));
}

/** The names of other sections whose values a section reads. */
function readsOf(section: Section, owners: ReadonlyMap<Node, Section>): string[] {
  const inputs = section.nodes.flatMap(node => node.inputs).filter(input => registerRead(input) === undefined);
  const read = new Set(inputs.map(input => owners.get(input)));
  read.delete(section);
  return [...read].flatMap(one => (one === undefined ? [] : [one.name]));
}

/** The registers that a section is, reads or writes. */
function registersOf({ nodes }: Section): Register[] {
  const found = nodes.flatMap(node => [registerRead(node), node.register as Register | undefined, ...node.inputs.map(registerRead)]); // prettier-ignore
  return [...new Set(found.filter(register => register !== undefined))];
}

function bytesOf({ dtype }: Node, sizes: Sizes): number {
  return sizeOf(sizes) * allocate(dtype, 0).BYTES_PER_ELEMENT;
}

function total<T>(items: readonly T[], count: (item: T) => number): number {
  return items.reduce((sum, item) => sum + count(item), 0);
}

/**
 * Names the operations of a section, each once: products, convolutions and custom loops if there are some, and else all that
 * compute something. A source is a `parameter`, a `state`, a `constant` or an `input`.
 */
function operationsOf({ exit, nodes }: Section, isComputed: (node: Node) => boolean): string {
  if (exit.operation === undefined) return sourceKind(exit);
  const active = nodes.some(isComputed) ? nodes.filter(isComputed) : nodes;
  const shown = [active.filter(isCostly), active.filter(isComputing), [exit]].find(some => some.length > 0)!;
  return [...new Set(shown.map(({ name }) => name))].join(' ');
}

function sourceKind(source: Node): string {
  if (source instanceof Register) return source instanceof Parameter ? 'parameter' : 'state';
  return source.circuit === undefined ? 'constant' : 'input';
}

function isCostly({ operation }: Node): boolean {
  const kernel = operation?.kernel;
  if (kernel?.kind !== 'loop') return false;
  return kernel.loop === undefined || kernel.loop === 'contraction' || kernel.loop === 'convolution';
}

function isComputing({ operation, circuit }: Node): boolean {
  return circuit !== undefined && (operation?.kernel.kind === 'loop' || operation?.kernel.kind === 'elementwise');
}

/** Returns the multiply-adds of a node with these sizes; undefined for a custom loop. */
function costOf(node: Node, sizes: ReadonlyMap<Node, Sizes>): number | undefined {
  const { operation, inputs } = node;
  if (operation === undefined) return 0;
  return multiplyAddsOf(operation.kernel, inputs.map(input => sizes.get(input)!), sizes.get(node)!); // prettier-ignore
}

/** Writes a summary as a table with aligned columns, and its totals. */
function summaryText(summary: SummaryCounts): string {
  const { layers } = summary;
  const head = [
    'layer',
    'operation',
    'output',
    'parameters',
    'frozen',
    'states',
    'multiply-adds',
    'output bytes',
    'reads',
  ];
  const rows = layers.map(cellsOf);
  // Columns that say nothing are left out.
  const hasStates = layers.some(({ states }) => states > 0);
  const isChain = layers.every(({ reads }, n) => reads.length === 0 || (reads.length === 1 && reads[0] === layers[n - 1]?.name)); // prettier-ignore
  const empty = { frozen: !layers.some(({ frozen }) => frozen > 0), states: !hasStates, reads: isChain };
  const shown = head.map(title => empty[title as keyof typeof empty] !== true);
  const table = aligned([head, ...rows].map(cells => cells.filter((_, column) => shown[column])));
  const line = '─'.repeat(Math.max(...table.map(text => text.length)));
  return [table[0]!, line, ...table.slice(1), line, ...totals(summary)].join('\n');
}

function cellsOf(row: SummaryRow): string[] {
  const { name, operation, shape, parameters, frozen, states, multiplyAdds, outputBytes, reads, computed } = row;
  const texts = [name, operation, printShape(shape)].map(shortened);
  const cost = [multiplyAdds, outputBytes].map(count => (computed ? grouped(count) : '–'));
  return [...texts, grouped(parameters), grouped(frozen), grouped(states), ...cost, shortened(reads.join(', '))];
}

function totals({
  parameters,
  frozen,
  states,
  bytes,
  multiplyAdds,
  outputBytes,
  sizes,
  uncounted,
  layers,
}: SummaryCounts): string[] {
  const weights = frozen === 0 ? `${grouped(parameters)} parameters` : `${grouped(parameters)} trained of ${grouped(parameters + frozen)} weights`; // prettier-ignore
  const registers = `${weights}${states === 0 ? '' : `, ${grouped(states)} in states`}`;
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
