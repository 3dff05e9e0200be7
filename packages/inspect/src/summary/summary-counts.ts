import { type Node, Parameter, Register } from '@thalweg/graph';
import { multiplyAddsOf } from '@thalweg/graph/wires';
import { allocate, sizeOf, type Sizes } from '@thalweg/tensor';
import { isAside, registerRead } from '../circuit-model/registers.ts';
import { reached, usesBy } from '../circuit-model/traversal.ts';
import type { AxisSizes } from './axis-sizes.ts';
import { type Section, sectionsOf } from './sections.ts';
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

/** The nodes that a mode computes, and the sizes of all. */
interface ModeSizes {
  readonly computed: ReadonlySet<Node>;
  readonly realSizes: ReadonlyMap<Node, Sizes>;
}

/** Returns a function that makes the row of a section. Called for one after another, it counts each register once. */
function rowMaker(sections: readonly Section[], { computed, realSizes }: ModeSizes): (section: Section) => SummaryRow {
  const isComputed = (node: Node): boolean => computed.has(node);
  const owners = new Map(sections.flatMap(section => section.nodes.map(node => [node, section] as const)));
  const outputs = outputsOf(computed, owners);
  const counted = new Set<Register>();
  return section => {
    const active = section.nodes.filter(isComputed);
    const registers = registersOf(section).filter(register => !counted.has(register));
    for (const register of registers) counted.add(register);
    const learned = registers.filter((register): register is Parameter => register instanceof Parameter);
    const parameters = total(learned, ({ shape }) => sizeOf(shape));
    return {
      name: section.name,
      operation: operationsOf(section, isComputed),
      shape: section.exit.shape,
      reads: readsOf(section, owners),
      parameters,
      states: total(registers, ({ shape }) => sizeOf(shape)) - parameters,
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
