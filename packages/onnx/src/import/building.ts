import { constant, type Node } from '@thalweg/graph';
import { ContractError, tensor } from '@thalweg/tensor';
import type { FunctionProto, GraphProto, NodeProto } from 'onnx-buf';
import { KnownContents, type Contents } from './contents.ts';
import { folded } from './fold.ts';
import { NotOffered } from './not-offered.ts';
import { OnnxCall } from './onnx-call.ts';
import { operatorName } from './operator-name.ts';
import type { OnnxOperators } from './onnx-operator.ts';
import type { OnnxProblem } from './onnx-problem.ts';
import { sizeRules } from './size-rules.ts';
import { withAttributes } from './with-attributes.ts';

/** The things that all nodes of a model share while they are built. */
export interface Language {
  readonly opset: number;
  readonly operators: OnnxOperators;
  /** Functions that the model defines, by their names. */
  readonly functions: ReadonlyMap<string, FunctionProto>;
  /** The value of each initializer of a graph; none of one that cannot be read. */
  readonly initial: (graph: GraphProto) => readonly (readonly [name: string, value: Node | undefined])[];
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
}

/** For each node of a file, so many are built at most: loops repeat them. */
const REPEATS = 64;

/** Builds the values of a model, and collects what cannot be built. */
export class Building {
  /** Everything that cannot be built. */
  readonly problems: OnnxProblem[] = [];
  /** Errors that are none of ours, from what no operator expects. */
  readonly causes: unknown[] = [];
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
    return this.#outputsOf(graph, { values: new Map(values), likes, missing: new Set(missing), folds: true });
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
        if (hasNewName(value, scope.likes)) scope.likes.push(value);
      });
    } catch (error) {
      node.output.forEach(name => scope.missing.add(name));
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
    return found;
  }

  #callOf(node: NodeProto, inputs: readonly (Node | undefined)[], scope: Scope): OnnxCall {
    const { values, likes, missing } = scope;
    return new OnnxCall(node, {
      opset: this.#language.opset,
      inputs,
      likes,
      named: name => values.get(name),
      contentsOf: one => this.#contents.of(one),
      madeWith: count => (this.#made += count),
      within: (graph, given) => {
        const own = given.map((value, n) => [graph.input[n]?.name ?? '', value] as const);
        const inner = {
          values: new Map([...values, ...own]),
          likes: [...likes],
          missing: new Set(missing),
          folds: scope.folds && node.opType !== 'Scan',
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
    return sizeRules[node.opType]?.(contents, call);
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
      const subjects = error.kind === 'value' ? error.inputs : [operatorName(node)];
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
