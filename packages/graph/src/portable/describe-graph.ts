import { printed } from '@thalweg/tensor/engine';
import { GraphError } from '../errors/graph-error.ts';
import { Node, nodeOf } from '../node/node.ts';
import { bodyOf } from '../scan/loop.ts';
import { Input } from '../sources/input.ts';
import { Parameter } from '../sources/parameter.ts';
import { Register } from '../sources/register.ts';
import type { KnownLoop } from '../wire/kernel.ts';
import type { LoopPart } from '../wire/loops.ts';
import { calledNode, callOf, digestOf } from './calls.ts';
import type {
  Argument,
  CallEntry,
  GraphDescription,
  NodeEntry,
  OperationTable,
  PartEntry,
  PlaceholderEntry,
  ScanEntry,
} from './graph-description.ts';

/** A graph as plain data, and the registers that it reads and writes by the keys that it has for their values. */
export interface DescribedGraph {
  readonly description: GraphDescription;
  readonly registers: ReadonlyMap<string, Register>;
}

/**
 * Returns a description of a graph as calls of operations, as plain data, and its registers under unique keys.
 *
 * - **Throws** `GraphError` for an operation that is not in the table, a source that is a stream, and a rule that writes a part
 *   of a register
 */
export function describeGraph(outputs: Readonly<Record<string, Node>>, operations: OperationTable): DescribedGraph {
  const describing = new Describing(operations);
  const numbers = Object.entries(outputs).map(([name, node]) => [name, nodeOf('describeGraph', node)] as const);
  const nodes = describing.entriesBelow(numbers.map(([, node]) => node));
  return {
    description: {
      nodes,
      outputs: Object.fromEntries(numbers.map(([name, node]) => [name, describing.numberOf(node)])),
    },
    registers: describing.registers,
  };
}

class Describing {
  readonly registers = new Map<string, Register>();
  readonly #operations: OperationTable;
  readonly #numbers = new Map<Node, number>();
  /** The results of each scan that nodes read, which are all that its description has. */
  #results = new Map<Node, Results>();

  constructor(operations: OperationTable) {
    this.#operations = operations;
  }

  numberOf(node: Node): number {
    return this.#numbers.get(node)!;
  }

  /** Describes nodes and all below them. An explicit stack: graphs can be very deep. */
  entriesBelow(
    roots: readonly Node[],
    known: readonly PlaceholderEntry[] = [],
    sources: readonly Node[] = [],
  ): NodeEntry[] {
    const entries: NodeEntry[] = [...known];
    sources.forEach((source, number) => this.#numbers.set(source, number));
    this.#results = partsByScan(roots);
    const stack = [...roots].reverse();
    while (stack.length > 0) {
      const node = stack.at(-1)!;
      const open = this.#numbers.has(node) ? [] : readBy(node).filter(input => !this.#numbers.has(input));
      stack.push(...open.reverse());
      if (open.length > 0) continue;
      stack.pop();
      if (this.#numbers.has(node)) continue;
      entries.push(this.#entryOf(node));
      this.#numbers.set(node, entries.length - 1);
    }
    return entries;
  }

  #entryOf(node: Node): NodeEntry {
    const { operation, register } = node;
    if (operation === undefined) return this.#sourceEntry(node);
    if (register !== undefined) {
      if (operation.write !== undefined)
        throw new GraphError(node.name, 'a rule must write all of its register to be saved', 'one that writes a part of it', 'Save what the model predicts, without its training.'); // prettier-ignore
      return { kind: 'becomes', register: this.numberOf(register), next: this.numberOf(node.inputs[0]!) };
    }
    const { kernel } = operation;
    if (kernel.kind === 'loop' && kernel.loop === 'scan') return this.#scanEntry(node);
    if (kernel.kind === 'loop' && kernel.loop === 'scanPart') {
      const scan = node.inputs[0]!;
      return { kind: 'part', scan: this.numberOf(scan), ...resultOf(node, this.#results.get(scan)!) };
    }
    return this.#callEntry(node);
  }

  #sourceEntry(node: Node): NodeEntry {
    const { name, shape, dtype, sourceValue } = node;
    if (node instanceof Register) {
      const key = freeName(name, this.registers);
      this.registers.set(key, node as Register);
      return { kind: node instanceof Parameter ? 'parameter' : 'state', key, name, shape, dtype };
    }
    if (node instanceof Input) {
      const { unique, padding } = node as Input;
      return {
        kind: 'input',
        name,
        shape,
        dtype,
        ...(unique && { unique }),
        ...(padding !== undefined && { padding }),
      };
    }
    if (sourceValue?.complete === true && sourceValue.connection === undefined && sourceValue.storage !== undefined)
      return { kind: 'constant', shape, dtype, data: sourceValue.storage.data };
    throw new GraphError(name, 'a source must be an input, a parameter, a state or a constant to be saved', 'a stream', 'Put an input in its place.'); // prettier-ignore
  }

  #callEntry(node: Node): CallEntry {
    const [operation, ...args] = callOf(node);
    const [name] = operation.split('.') as [string];
    if (!Object.hasOwn(this.#operations, name))
      throw new GraphError(
        name,
        'an operation must be in the table to be saved',
        'a table without it',
        `Add it, as in { operations: { ...allOperations, ${name} } }, and give it to the loader too.`,
      );
    const given = args.map(value => argumentOf(operation, value, input => this.#numbers.get(input)));
    const digest = digestOf(node);
    const made = calledNode(this.#operations, operation, args);
    if (made?.operation === undefined || digestOf(made) !== digest)
      throw new GraphError(name, 'the operation in the table must compute what is saved', 'another formula, shape or dtype', 'If it has options, define it with a call.'); // prettier-ignore
    return { kind: 'call', operation, args: given, digest };
  }

  #scanEntry(scan: Node): ScanEntry {
    const body = bodyOf(scan);
    const { carries, slices, captures, next, reverse, recomputes } = body;
    const results = this.#results.get(scan) ?? { stacks: [] };
    const inner = new Describing(this.#operations);
    const sources = [...carries, ...slices, ...captures];
    const known = [...placeholders('carry', carries), ...placeholders('slice', slices), ...placeholders('capture', captures)]; // prettier-ignore
    const entries = inner.entriesBelow([...next, ...results.stacks], known, sources);
    const outside = scan.inputs.map(input => this.numberOf(input));
    const [first, second] = [carries.length, carries.length + slices.length];
    return {
      kind: 'scan',
      init: outside.slice(0, first),
      xs: outside.slice(first, second),
      captures: outside.slice(second),
      body: entries,
      next: next.map(node => inner.numberOf(node)),
      outputs: results.stacks.map(node => inner.numberOf(node)),
      reverse,
      recomputes,
    };
  }
}

/** The nodes that a description of a node refers to. */
function readBy({ inputs, register, operation }: Node): readonly Node[] {
  if (register !== undefined) return [register, inputs[0]!];
  const { kernel } = operation ?? {};
  return kernel?.kind === 'loop' && kernel.loop === 'scanPart' ? [inputs[0]!] : inputs;
}

function placeholders(kind: PlaceholderEntry['kind'], nodes: readonly Node[]): PlaceholderEntry[] {
  return nodes.map(({ name, shape, dtype }, of) => ({ kind, of, name, shape, dtype }));
}

/** A name that is not taken: equal ones get numbers, as in a snapshot. */
function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name} (${number})`;
  return free;
}

/** Returns an argument of a call as plain data, with the numbers of nodes in their place. */
function argumentOf(operation: string, value: unknown, numberOf: (node: Node) => number | undefined): Argument {
  if (value instanceof Node) {
    const node = numberOf(value as Node);
    if (node !== undefined) return { node };
    throw new GraphError(operation, 'a call must name inputs of its node only', value.name, 'Check its call.');
  }
  if (value === null || ['boolean', 'number', 'string'].includes(typeof value)) return value as Argument;
  if (Array.isArray(value)) return value.map(one => argumentOf(operation, one, numberOf));
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype)
    throw new GraphError(operation, 'arguments must be nodes and plain values', printed(value), 'Check its call.');
  const kept = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(kept.map(([name, one]) => [name, argumentOf(operation, one, numberOf)]));
}

/** The outputs of a scan that some nodes read, as nodes of its body. */
interface Results {
  readonly stacks: Node[];
}

/** Finds the scans below some nodes, and which results of each are read. */
function partsByScan(roots: readonly Node[]): Map<Node, Results> {
  const found = new Map<Node, Results>();
  const seen = new Set(roots);
  for (const node of seen) {
    const part = partIn(node);
    if (part !== undefined) {
      const scan = node.inputs[0]!;
      if (!found.has(scan)) found.set(scan, { stacks: [] });
      const { stacks } = found.get(scan)!;
      if ('stack' in part && !stacks.includes(part.stack as Node)) stacks.push(part.stack as Node);
    }
    for (const input of node.inputs) seen.add(input);
    if (node.register !== undefined) seen.add(node.register);
  }
  return found;
}

/** Says which result of its scan a node is. */
function resultOf(node: Node, { stacks }: Results): Pick<PartEntry, 'result' | 'of'> {
  const part = partIn(node)!;
  return 'last' in part
    ? { result: 'last', of: part.last }
    : { result: 'output', of: stacks.indexOf(part.stack as Node) };
}

function partIn({ operation }: Node): LoopPart | undefined {
  const kernel = operation?.kernel as KnownLoop | undefined;
  return kernel?.loop === 'scanPart' ? kernel.parameters : undefined;
}
