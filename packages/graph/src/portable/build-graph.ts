import { ContractError, type Tensor } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { GraphError } from '../errors/graph-error.ts';
import { Node } from '../node/node.ts';
import { normalShape } from '../shape/size-name.ts';
import { becomes } from '../sources/becomes.ts';
import { constant } from '../sources/constant.ts';
import { input, type Input } from '../sources/input.ts';
import { Parameter } from '../sources/parameter.ts';
import { registerParts } from '../sources/register-parts.ts';
import { Register } from '../sources/register.ts';
import { calledNode, digestOf } from './calls.ts';
import { EntryReader, OldNames } from './entry-reader.ts';
import type { OperationTable, RegisterEntry } from './graph-description.ts';

/** Options of {@link buildGraph}. */
export interface BuildOptions {
  /** The operations that the description may call, by name. */
  readonly operations: OperationTable;
  /** Returns the value of a parameter or a state. */
  readonly valueOf: (entry: RegisterEntry) => Tensor;
}

/** A graph that was built from its description. */
export interface BuiltGraph {
  readonly outputs: Readonly<Record<string, Node>>;
  readonly inputs: Readonly<Record<string, Input>>;
  /** Its parameters and states, by their keys. */
  readonly registers: ReadonlyMap<string, Register>;
}

/**
 * Returns the graph of a description: each call is made again. Nothing in a description is trusted; it may come from a file.
 *
 * - **Throws** `GraphError` for a description that {@link describeGraph} cannot have made, for operations that the table
 *   lacks, all by name, and for those that compute something else than when it was made
 */
export function buildGraph(description: unknown, options: BuildOptions): BuiltGraph {
  const reader = new EntryReader('the graph', description);
  const entries = reader.list('nodes');
  const missing = missingOperations(entries, options.operations);
  if (missing.length > 0)
    throw new GraphError('model', 'operations must have all that the model calls', `a table without ${missing.join(', ')}`, `Pass { operations: { ${missing.slice(0, 8).join(', ')}${missing.length > 8 ? ', …' : ''} } }, or allOperations.`); // prettier-ignore
  const building = new Building(options);
  const nodes = building.nodesOf(entries);
  const outputs = Object.entries(reader.record('outputs')).map(([name, number]) => [name, nodeAt(`output ${name}`, nodes, number)]); // prettier-ignore
  return {
    outputs: Object.fromEntries(outputs) as Record<string, Node>,
    inputs: building.inputs,
    registers: building.registers,
  };
}

/** The result of an entry: a node, or the results of a scan. */
type Built = Node | ScanResults;

interface ScanResults {
  readonly last: readonly Node[];
  readonly output: readonly Node[];
}

class Building {
  readonly inputs: Record<string, Input> = {};
  readonly registers = new Map<string, Register>();
  readonly #options: BuildOptions;
  readonly #names = new OldNames();

  constructor(options: BuildOptions) {
    this.#options = options;
  }

  /** Builds the nodes of a list, of which the first may be given. */
  nodesOf(entries: readonly unknown[], given: readonly Node[] = [], place = ''): Built[] {
    const nodes: Built[] = [...given];
    given.forEach((node, number) => this.#names.declared(node, new EntryReader('', entries[number]).field('shape')));
    for (let number = given.length; number < entries.length; number++)
      nodes.push(this.#nodeOf(new EntryReader(`node ${place}${number}`, entries[number]), nodes, `${place}${number}.`));
    return nodes;
  }

  #nodeOf(entry: EntryReader, nodes: readonly Built[], place: string): Built {
    switch (entry.text('kind')) {
      case 'input':
        return this.#input(entry);
      case 'parameter':
      case 'state':
        return this.#register(entry);
      case 'constant':
        return constant(entry.tensor()) as Node;
      case 'call':
        return this.#call(entry, nodes);
      case 'becomes':
        return this.#rule(entry, nodes);
      case 'scan':
        return this.#scan(entry, nodes, place);
      case 'part':
        return partOf(entry, nodes);
      default:
        throw entry.error('kind must be one that graphs have', entry.text('kind'));
    }
  }

  #input(entry: EntryReader): Node {
    const name = entry.text('name');
    if (Object.hasOwn(this.inputs, name)) throw entry.error('inputs must have different names', name);
    const made = input(name, normalShape(entry.subject, entry.shape()), {
      dtype: entry.dtype(),
      unique: entry.has('unique'),
      padding: entry.has('padding') ? entry.number('padding') : undefined,
    });
    Object.defineProperty(this.inputs, name, { value: made, enumerable: true });
    this.#names.declared(made as Node, entry.field('shape'));
    return made as Node;
  }

  #register(entry: EntryReader): Node {
    const kind = entry.text('kind') as RegisterEntry['kind'];
    const key = entry.text('key');
    if (this.registers.has(key)) throw entry.error('registers must have different keys', key);
    const described = { kind, key, name: entry.text('name'), shape: entry.shape(), dtype: entry.dtype() };
    const value = this.#options.valueOf(described);
    entry.expectLike(described, value);
    const parts = registerParts(kind, value, { name: described.name });
    const made = kind === 'parameter' ? new Parameter(parts) : new Register(parts);
    this.registers.set(key, made as Register);
    return made as Node;
  }

  #rule(entry: EntryReader, nodes: readonly Built[]): Node {
    const register = nodeAt(entry.subject, nodes, entry.field('register'));
    if (!(register instanceof Register)) throw entry.error('a rule must write a register', register.name);
    return becomes(register as Register, nodeAt(entry.subject, nodes, entry.field('next')) as never) as Node;
  }

  #call(entry: EntryReader, nodes: readonly Built[]): Node {
    const path = entry.text('operation');
    const name = path.slice(0, MOST_TEXT);
    const given = entry.list('args').map(arg => argumentIn(entry, nodes, arg, 0));
    const args = name === 'reshape' ? given.map(arg => this.#names.renamed(arg)) : given;
    const node = this.#called(entry, name, () => calledNode(this.#options.operations, path, args));
    if (node === undefined) throw entry.error(`${name} must be an operation that returns a node`, 'something else');
    if (!node.shape.every(isSize)) throw entry.error(`${name} must return a shape of sizes and names`, 'another one');
    if (node.operation === undefined || !this.#hasDigest(node, entry.text('digest'), given))
      throw entry.error(
        `${name} must compute what it did when the model was saved`,
        `another formula, shape or dtype: ${node.toString().slice(0, MOST_TEXT)}`,
        'Pass the operation that the model was saved with, or save the model again.',
      );
    return node;
  }

  /** Returns whether a node computes what it did when it was saved; its sizes may have been written otherwise then. */
  #hasDigest(node: Node, digest: string, args: readonly unknown[]): boolean {
    if (digestOf(node) === digest) return true;
    const shape = this.#names.before(node, args).find(one => digestOf(node, one) === digest);
    if (shape !== undefined) this.#names.keep(node, shape);
    return shape !== undefined;
  }

  #called<T>(entry: EntryReader, name: string, call: () => T): T {
    try {
      return call();
    } catch (error) {
      // A node within the body of a scan has said already what is wrong.
      if (error instanceof ContractError && String(error.subject).startsWith(entry.subject)) throw error;
      const ours = error instanceof ContractError ? error.message.replace(/\.$/, '').slice(0, MOST_TEXT) : 'others';
      throw entry.error(`the arguments of ${name} must fit`, ours);
    }
  }

  #scan(entry: EntryReader, nodes: readonly Built[], place: string): ScanResults {
    const all = (field: string): Node[] => entry.list(field).map(number => nodeAt(entry.subject, nodes, number));
    const [init, xs, captures] = [all('init'), all('xs'), all('captures')];
    if (place.split('.').length > DEEPEST_SCANS) throw entry.error(`scans must lie within each other at most ${DEEPEST_SCANS} times`, 'more'); // prettier-ignore
    const body = entry.list('body');
    let built: readonly Built[] = [];
    const inside = (field: string): Node[] => entry.list(field).map(number => nodeAt(entry.subject, built, number));
    const cell = (carries: readonly Node[], slices: readonly Node[]): object => {
      built = this.nodesOf(body, [...carries, ...slices, ...captures], place);
      return { carry: inside('next'), output: inside('outputs') };
    };
    const whole = Object.assign(cell, entry.flag('recomputes') && { checkpointed: true });
    const options = { init, axis: 0, reverse: entry.flag('reverse'), noise: 'same' };
    const scan = this.#options.operations['scan'] as (...args: unknown[]) => unknown;
    const step = this.#called(entry, 'scan', () => scan(whole, xs, options)) as {
      carry: readonly Node[];
      output: readonly Node[];
    };
    step.carry.forEach((node, n) => this.#names.declared(node, this.#names.of(init[n]!)));
    const [steps] = xs.length === 0 ? [] : this.#names.of(xs[0]!);
    const outputs = inside('outputs');
    step.output.forEach((node, n) => this.#names.declared(node, [steps, ...this.#names.of(outputs[n]!)]));
    return { last: step.carry, output: step.output };
  }
}

function partOf(entry: EntryReader, nodes: readonly Built[]): Node {
  const scan = nodes[entry.number('scan')];
  const results = scan instanceof Node || scan === undefined ? undefined : scan;
  const found = results?.[entry.text('result') === 'last' ? 'last' : 'output'][entry.number('of')];
  if (found === undefined) throw entry.error('it must name a result of an earlier scan', String(entry.field('scan')));
  return found;
}

function nodeAt(subject: string, nodes: readonly Built[], number: unknown): Node {
  const node = typeof number === 'number' ? nodes[number] : undefined;
  if (node instanceof Node) return node as Node;
  throw new GraphError(subject, 'a reference must be the number of an earlier node', typeof number === 'number' ? String(number) : printed(number), 'The file is damaged.'); // prettier-ignore
}

/** An argument with nodes in place of their numbers. */
function argumentIn(entry: EntryReader, nodes: readonly Built[], value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEPEST) throw entry.error(`arguments must have at most ${DEEPEST} levels`, 'more');
  if (Array.isArray(value)) return value.map(one => argumentIn(entry, nodes, one, depth + 1));
  const fields = Object.entries(value);
  if (fields.length === 1 && fields[0]![0] === 'node') return nodeAt(entry.subject, nodes, fields[0]![1]);
  return Object.fromEntries(fields.map(([name, one]) => [name, argumentIn(entry, nodes, one, depth + 1)]));
}

function isSize(size: unknown): boolean {
  return typeof size === 'string' || (Number.isSafeInteger(size) && (size as number) >= 0);
}

const DEEPEST = 8;

/** The most scans within each other: each takes some of the stack. */
const DEEPEST_SCANS = 32;

/** The most letters of an error that a file has a say in. */
const MOST_TEXT = 500;

/** Returns the names of the operations that entries call and a table lacks, each once, in order. */
function missingOperations(entries: readonly unknown[], operations: OperationTable): string[] {
  const missing = new Set<string>();
  const stack = [...entries];
  while (stack.length > 0) {
    const { kind, operation, body } = (stack.pop() ?? {}) as Record<string, unknown>;
    const name = kind === 'scan' ? 'scan' : kind === 'call' && typeof operation === 'string' ? operation.split('.')[0]! : undefined; // prettier-ignore
    if (name !== undefined && !Object.hasOwn(operations, name)) missing.add(name);
    if (Array.isArray(body)) stack.push(...(body as unknown[]));
  }
  return [...missing].sort();
}
