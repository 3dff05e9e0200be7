import { constant, type Node, read } from '@thalweg/graph';
import { ContractError, sizeOf, type Sizes, tensor } from '@thalweg/tensor';
import type { AttributeProto, FunctionProto, GraphProto, NodeProto } from 'onnx-buf';
import { NotOffered } from './call/not-offered.ts';
import { OnnxCall } from './call/onnx-call.ts';
import type { OnnxOperators } from './call/onnx-operator.ts';
import type { OnnxProblem } from './call/onnx-problem.ts';
import {
  type Contents,
  differenceOf,
  isConstant,
  isQuick,
  KnownContents,
  productOf,
  quotientOf,
  type Size,
  sumOf,
} from './call/size-arithmetic.ts';
import { operatorName } from './read-model.ts';

/** The things that all nodes of a model share while they are built. */
export interface Language {
  readonly opset: number;
  readonly operators: OnnxOperators;
  /** True if batch norms train. */
  readonly trainsNorms: boolean;
  /** Functions that the model defines, by their names. */
  readonly functions: ReadonlyMap<string, FunctionProto>;
  /** The value of each initializer of a graph; none of one that cannot be read. */
  readonly initial: (graph: GraphProto) => readonly (readonly [name: string, value: Node | undefined])[];
  /** Returns the dtype that the file has for a stored value or an input. */
  readonly typeOf: (name: string) => number | undefined;
  /** Returns a weight in place of the constant that a node puts out, if its graph uses it as one. */
  readonly weigh: (graph: GraphProto, node: NodeProto, value: Node) => Node;
}

/** The values of a graph while it is built. */
interface Scope {
  readonly values: Map<string, Node>;
  /** Values that have the axes with names. */
  readonly likes: Node[];
  /** Names of what cannot be built, or follows from it. */
  readonly missing: Set<string>;
  /** False in the body of a scan, where values differ from step to step. */
  readonly folds: boolean;
  /** The graph whose values they are; none within a loop, which repeats them, and within a function. */
  readonly graph?: GraphProto | undefined;
}

/** For each node of a file, so many are built at most: loops repeat them. */
const REPEATS = 64;

/** Builds the values of a model, and collects what cannot be built. */
export class Building {
  /** Everything that cannot be built. */
  readonly problems: OnnxProblem[] = [];
  /** Errors that are none of ours, from what no operator expects. */
  readonly causes: unknown[] = [];
  /** Values that what cannot be built reads: a model that ends there can be built. */
  readonly before: Set<string> = new Set();
  /** The values of nodes by their names, those in the branches of a condition included. */
  readonly tensors: Map<string, Node> = new Map();
  readonly #language: Language;
  readonly #contents = new KnownContents();
  #left: number;
  #made = 0;

  /** Takes the operators that the model may use, and how many nodes its file has. */
  constructor(language: Language, nodes: number) {
    this.#language = language;
    this.#left = 4096 + nodes * REPEATS;
  }

  /** Builds the outputs of a graph on values by their names, some of which are missing. An output is missing if something that it needs is. */
  outputsOf(graph: GraphProto, values: ReadonlyMap<string, Node>, missing: Iterable<string>): (Node | undefined)[] {
    const likes = [...values.values()].filter(hasNames);
    return this.#outputsOf(graph, { values: new Map(values), likes, missing: new Set(missing), folds: true, graph });
  }

  #outputsOf(graph: GraphProto, scope: Scope): (Node | undefined)[] {
    const { values, missing } = scope;
    for (const [name, value] of this.#language.initial(graph))
      if (value === undefined) missing.add(name);
      else values.set(name, value);
    for (const node of graph.node) this.#build(node, scope);
    return graph.output.map(({ name }) => values.get(name));
  }

  #build(node: NodeProto, scope: Scope): void {
    const { values } = scope;
    const inputs = node.input.map(name => (name === '' ? undefined : values.get(name)));
    if (node.input.some((name, n) => name !== '' && inputs[n] === undefined)) return this.#stopped(node, scope);
    try {
      const found = this.#results(node, inputs, scope);
      node.output.forEach((name, n) => {
        const value = found[n];
        if (name === '' || value === undefined) return;
        values.set(name, value);
        if (scope.graph !== undefined && !this.tensors.has(name)) this.tensors.set(name, value);
        if (hasNewName(value, scope.likes)) scope.likes.push(value);
      });
    } catch (error) {
      node.output.forEach(name => scope.missing.add(name));
      for (const name of node.input) if (this.tensors.get(name)?.circuit !== undefined) this.before.add(name);
      this.#refused(node, error);
    }
  }

  /** Notes the outputs of a node that a missing value stopped: that is no further problem, unless nothing says why it is missing. */
  #stopped(node: NodeProto, { values, missing }: Scope): void {
    const unknown = node.input.find(name => name !== '' && !values.has(name) && !missing.has(name));
    if (unknown !== undefined)
      this.problems.push(problemAt(node, 'file', `its input '${unknown}' is no output of an earlier node`));
    node.output.forEach(name => missing.add(name));
  }

  #results(node: NodeProto, inputs: readonly (Node | undefined)[], scope: Scope): readonly (Node | undefined)[] {
    if (this.#left-- <= 0) throw new NotOffered('loops repeat their nodes too often');
    const definition = this.#language.functions.get(operatorName(node));
    if (definition !== undefined) return this.#called(definition, node, inputs);
    const contents = inputs.map(input => input && this.#contents.of(input));
    const call = this.#callOf(node, inputs, scope);
    const { [operatorName(node)]: operator } = this.#language.operators;
    // Operators that do not exist are named before anything is built.
    if (operator === undefined) throw new AlreadyNamed();
    const found = [operator(call)].flat() as (Node | undefined)[];
    const [first] = found;
    if (scope.folds && first !== undefined) {
      const known = node.opType === 'Shape' ? shapeContents(call) : this.#computed(node, contents, call);
      found[0] = known === undefined ? folded(first, inputs) : this.#noted(first, known);
    }
    if (scope.graph !== undefined && found[0] !== undefined)
      found[0] = this.#language.weigh(scope.graph, node, found[0]);
    return found;
  }

  #callOf(node: NodeProto, inputs: readonly (Node | undefined)[], scope: Scope): OnnxCall {
    const { values, likes, missing } = scope;
    let around: Set<Node> | undefined;
    return new OnnxCall(node, {
      opset: this.#language.opset,
      trainsNorms: this.#language.trainsNorms,
      inputs,
      likes,
      named: name => values.get(name),
      typeOf: this.#language.typeOf,
      isAround: one => (around ??= new Set(values.values())).has(one),
      contentsOf: one => this.#contents.of(one),
      madeWith: count => (this.#made += count),
      within: (graph, given) => {
        const own = given.map((value, n) => [graph.input[n]?.name ?? '', value] as const);
        const inner = {
          values: new Map([...values, ...own]),
          likes: [...likes],
          missing: new Set(missing),
          folds: scope.folds && node.opType !== 'Scan',
          graph: scope.graph && node.opType === 'If' ? graph : undefined,
        };
        const found = this.#outputsOf(graph, inner);
        if (found.every(one => one !== undefined)) return found;
        if (graph.output.some(({ name }) => inner.missing.has(name))) throw new AlreadyNamed();
        throw new NotOffered('an output of its graph is missing', 'file');
      },
    });
  }

  /** Calls a function of the model. */
  #called(definition: FunctionProto, node: NodeProto, inputs: readonly (Node | undefined)[]): (Node | undefined)[] {
    const given = definition.input.flatMap((name, n) => (inputs[n] === undefined ? [] : [[name, inputs[n]] as const]));
    const values = new Map(given);
    const scope = { values, likes: [...values.values()].filter(hasNames), missing: new Set<string>(), folds: true };
    const before = this.problems.length;
    for (const inner of definition.node) this.#build(withAttributes(inner, node, definition), scope);
    if (this.problems.length > before) throw new AlreadyNamed();
    return definition.output.map(name => values.get(name));
  }

  /** The elements of an output that follow from sizes. */
  #computed(node: NodeProto, contents: readonly (Contents | undefined)[], call: OnnxCall): Contents | undefined {
    if (!contents.some(one => one?.items.some(item => typeof item === 'string'))) return undefined;
    return sizeFormulas[node.opType]?.(contents, call);
  }

  /** A value whose elements are known: a constant, unless names are among them. */
  #noted(node: Node, contents: Contents): Node {
    const { items, shape } = contents;
    if (items.every(item => typeof item === 'number'))
      return constant(tensor(items, { shape, dtype: node.dtype })) as Node;
    this.#contents.note(node, contents);
    return node;
  }

  #refused(node: NodeProto, error: unknown): void {
    if (error instanceof AlreadyNamed) return;
    if (error instanceof NotOffered) {
      const subjects = error.kind === 'value' || error.kind === 'shape' ? error.inputs : [operatorName(node)];
      for (const subject of subjects) this.problems.push({ ...problemAt(node, error.kind, error.reason), subject });
    } else {
      if (!(error instanceof ContractError)) this.causes.push(error);
      const reason = error instanceof ContractError ? error.message : `it cannot be read (${String(error)})`;
      this.problems.push(problemAt(node, 'file', reason));
    }
  }
}

/** A node within a node could not be built, and is named. */
class AlreadyNamed extends Error {}

/** True if a value has a name for an axis that no other one has: a few values then have all names. */
function hasNewName({ shape }: Node, likes: readonly Node[]): boolean {
  return shape.some(size => typeof size === 'string' && !likes.some(like => like.shape.includes(size)));
}

function hasNames({ shape }: Node): boolean {
  return shape.some(size => typeof size === 'string');
}

function shapeContents(call: OnnxCall): Contents | undefined {
  const sizes = call.input(0).shape.slice(call.integer('start', 0), call.has('end') ? call.integer('end', 0) : undefined);
  return { shape: [sizes.length], items: sizes };
} // prettier-ignore

/** A problem of a node, which may have no name. */
function problemAt(node: NodeProto, kind: OnnxProblem['kind'], reason: string): OnnxProblem {
  const at = node.name === '' ? node.output.find(name => name !== '') : node.name;
  return { kind, subject: operatorName(node), reason, ...(at === undefined ? {} : { at }) };
}

/** Constants of up to so many elements are computed while the circuit is built. */
const MOST = 4096;

/** Returns a small value that depends on small constants only, as a constant; any other value unchanged. */
function folded(node: Node, inputs: readonly (Node | undefined)[]): Node {
  const isSmall = (one: Node): boolean => isConstant(one) && sizeOf(one.shape as Sizes) <= MOST;
  if (node.inputs.length === 0 || !isSmall(node)) return node;
  return inputs.every(one => one === undefined || isSmall(one)) && isQuick(node)
    ? (constant(read(node)) as Node)
    : node;
}

/** Returns a node of a function in which the attributes of a call stand where the node refers to them. */
function withAttributes(inner: NodeProto, call: NodeProto, definition: FunctionProto): NodeProto {
  if (inner.attribute.every(({ refAttrName }) => refAttrName === '')) return inner;
  const given = new Map([...definition.attributeProto, ...call.attribute].map(each => [each.name, each]));
  const attribute = inner.attribute.flatMap((each): AttributeProto[] => {
    if (each.refAttrName === '') return [each];
    const found = given.get(each.refAttrName);
    return found === undefined ? [] : [{ ...found, name: each.name }];
  });
  return { ...inner, attribute };
}

/** The elements of the output of an operator, from those of its inputs; nothing if they are not known. */
type SizeFormula = (inputs: readonly (Contents | undefined)[], call: OnnxCall) => Contents | undefined;

const vector = (items: readonly Size[]): Contents => ({ shape: [items.length], items });

function allOf(inputs: readonly (Contents | undefined)[]): readonly Contents[] | undefined {
  return inputs.every(one => one !== undefined) ? inputs : undefined;
}

/** Element by element; one element goes with any number. */
const each =
  (apply: (...items: Size[]) => Size | undefined): SizeFormula =>
  given => {
    const inputs = allOf(given);
    if (inputs === undefined) return undefined;
    const count = Math.max(...inputs.map(({ items }) => items.length));
    if (inputs.some(({ items }) => items.length !== count && items.length !== 1)) return undefined;
    const items = Array.from({ length: count }, (_, n) => apply(...inputs.map(one => one.items[one.items.length === 1 ? 0 : n]!))); // prettier-ignore
    const rank = Math.max(...inputs.map(({ shape }) => shape.length));
    return items.every(item => item !== undefined) ? { shape: rank === 0 ? [] : [count], items } : undefined;
  };

/** The same elements with one axis or none. */
function formed(x: Contents | undefined, rank: number): Contents | undefined {
  if (x === undefined || rank > 1) return undefined;
  if (rank === 1) return vector(x.items);
  return x.items.length === 1 ? { shape: [], items: x.items } : undefined;
}

const unchanged: SizeFormula = ([x]) => x;

function gathered([x, at]: readonly (Contents | undefined)[]): Contents | undefined {
  if (x === undefined || at === undefined) return undefined;
  const items = at.items.map(place => (typeof place === 'number' ? x.items.at(place) : undefined));
  return items.every(item => item !== undefined) ? { shape: at.shape, items } : undefined;
}

function sliced([x]: readonly (Contents | undefined)[], call: OnnxCall): Contents | undefined {
  if (x === undefined) return undefined;
  const [from, to] = [call.either('starts', 1)?.[0], call.either('ends', 2)?.[0]];
  return (call.numbers(4)?.[0] ?? 1) === 1 ? vector(x.items.slice(from, to)) : undefined;
}

function concatenated(given: readonly (Contents | undefined)[]): Contents | undefined {
  const inputs = allOf(given);
  return inputs && vector(inputs.flatMap(({ items }) => items));
}

function multiplied(a: Size, b: Size): Size | undefined {
  const isWhole = [a, b].every(size => typeof size === 'string' || (Number.isInteger(size) && size >= 0));
  return isWhole ? productOf([a, b]) : undefined;
}

/** A name is no number below 0, as those that stand for "as it is". */
function equal(a: Size, b: Size): Size | undefined {
  if (typeof a === typeof b) return typeof a === 'number' ? Number(a === b) : a === b ? 1 : undefined;
  const fixed = typeof a === 'number' ? a : b;
  return (fixed as number) < 0 ? 0 : undefined;
}

const chosen = (holds: Size, a: Size, b: Size): Size | undefined =>
  typeof holds === 'number' ? (holds === 0 ? b : a) : undefined;

/** Formulas of operators that compute sizes from sizes. */
const sizeFormulas: Readonly<Record<string, SizeFormula>> = {
  Identity: unchanged,
  Cast: unchanged,
  Squeeze: ([x]) => formed(x, 0),
  Unsqueeze: ([x]) => formed(x, (x?.shape.length ?? 1) + 1),
  Reshape: ([x, shape]) => formed(x, shape?.items.length ?? 2),
  Gather: gathered,
  Slice: sliced,
  Concat: concatenated,
  Mul: each(multiplied),
  Div: each(quotientOf),
  Add: each(sumOf),
  Sub: each(differenceOf),
  Equal: each(equal),
  Where: each(chosen),
  ReduceProd: ([x]) => x && { shape: x.shape.length === 0 ? [] : [1], items: [productOf(x.items)] },
};
