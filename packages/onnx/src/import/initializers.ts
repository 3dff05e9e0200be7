import { constant, type Node, parameter, type Parameter, read, type Register, state } from '@thalweg/graph';
import { ContractError, isFloat, type Tensor } from '@thalweg/tensor';
import { nearestName } from '@thalweg/tensor/engine';
import type { GraphProto, NodeProto } from 'onnx-buf';
import { NotOffered } from './call/not-offered.ts';
import type { OnnxProblem } from './call/onnx-problem.ts';
import { isConstant, isQuick } from './call/size-arithmetic.ts';
import { tensorOfProto } from './call/tensor-of-proto.ts';
import { type Use, WeightRoles } from './weight-roles.ts';

/**
 * Chooses the weights that are trained: all, none, those with names, or those that a function chooses by their names and by those of
 * the nodes that read them: exporters rename some weights, but say in the name of a node which layer it belongs to.
 */
export type Trainable = boolean | readonly string[] | ((name: string, nodes: readonly string[]) => boolean);

/** An initializer with its source; none if it cannot be read. */
type Initial = readonly [name: string, value: Node | undefined];

/** So many names of weights are listed in an error. */
const LISTED = 8;

/** The stored values of a model as sources: initializers, and constants that are used as weights. */
export class Initializers {
  readonly parameters: Map<string, Parameter> = new Map();
  readonly states: Map<string, Register> = new Map();
  readonly problems: OnnxProblem[] = [];
  readonly #trainable: Trainable | undefined;
  readonly #most: number;
  readonly #made = new Map<GraphProto, readonly Initial[]>();
  readonly #roles = new Map<GraphProto, WeightRoles>();
  readonly #constants = new Map<NodeProto, Node>();
  /** Names of stored values that are no weights. */
  readonly #settings: string[] = [];

  /** Takes the choice of the weights that are trained, all of them if there is none, and the bytes of the file, which bound what its weights take. */
  constructor(trainable: Trainable | undefined, bytes: number) {
    this.#trainable = trainable;
    this.#most = Math.max(2 ** 22, 8 * bytes);
  }

  /** Returns the values of a graph's initializers; of one that cannot be read, none. */
  of(graph: GraphProto): readonly Initial[] {
    const made = this.#made.get(graph) ?? this.#make(graph);
    this.#made.set(graph, made);
    return made;
  }

  /** Returns a weight in place of the constant that a node of a graph puts out, if the graph uses it as one; any other value unchanged. */
  weigh(graph: GraphProto, node: NodeProto, value: Node): Node {
    const known = this.#constants.get(node);
    if (known !== undefined) return known;
    const name = node.output[0]!;
    if (!isFloat(value.dtype) || !isConstant(value)) return value;
    const use = this.#rolesOf(graph).of(name, value.shape);
    if (!this.#isSource(name, use) || !isQuick(value, this.#most)) return value;
    const made = this.#source(name, read(value), use);
    this.#constants.set(node, made);
    return made;
  }

  /** Throws `ContractError` if a choice of trained weights names one that the model does not have, or chooses none. */
  check(others: readonly string[]): void {
    const trainable = this.#trainable;
    if (trainable === undefined || trainable === false) return;
    const weights = [...this.parameters.keys(), ...this.states.keys()];
    if (typeof trainable === 'object') for (const name of trainable) this.#checkName(name, weights, others);
    if (this.parameters.size > 0) return;
    const given =
      typeof trainable === 'function' ? 'a function that chooses none' : trainable === true ? 'true' : 'an empty list';
    throw new ContractError('importOnnx', 'trainable must choose a weight', `${given} for ${this.#listed(weights)}`, 'For a model that only predicts, pass { trainable: false }.'); // prettier-ignore
  }

  #checkName(name: string, weights: readonly string[], others: readonly string[]): void {
    if (this.parameters.has(name)) return;
    const meant = nearestName(name, weights);
    const why = others.includes(name) ? 'The outputs do not depend on that one.' : meant === undefined ? `There are ${this.#listed(weights)}.` : `Did you mean '${meant}'?`; // prettier-ignore
    throw new ContractError('importOnnx', 'a trainable weight must be one of the model', `'${name}'`, why);
  }

  #listed(weights: readonly string[]): string {
    const listed = weights.slice(0, LISTED).map(name => `'${name}'`);
    const more = weights.length > LISTED ? ` and ${weights.length - LISTED} more` : '';
    if (listed.length > 0) return `${weights.length} weights: ${listed.join(', ')}${more}`;
    const settings = this.#settings.length === 0 ? 'it stores no numbers' : `the ${this.#settings.length} stored values are settings of its operators`; // prettier-ignore
    return `a model without weights: ${settings}`;
  }

  #rolesOf(graph: GraphProto): WeightRoles {
    const roles = this.#roles.get(graph) ?? new WeightRoles(graph);
    this.#roles.set(graph, roles);
    return roles;
  }

  #make(graph: GraphProto): readonly Initial[] {
    return graph.initializer.map(proto => {
      const { name, dims } = proto;
      try {
        const [value, use] = [tensorOfProto(proto), this.#rolesOf(graph).of(name, dims)];
        if (isFloat(value.dtype) && this.#isSource(name, use)) return [name, this.#source(name, value, use)] as const;
        this.#settings.push(name);
        return [name, constant(value, { name }) as Node] as const;
      } catch (error) {
        // Other dtypes and files are named already.
        if (!(error instanceof NotOffered))
          this.problems.push({ kind: 'file', subject: 'tensor', reason: (error as Error).message, at: name });
        return [name, undefined] as const;
      }
    });
  }

  #isNamed(name: string): boolean {
    return typeof this.#trainable === 'object' && this.#trainable.includes(name);
  }

  #isSource(name: string, { isWeight, isStatistic }: Use): boolean {
    return isWeight || isStatistic || this.#isNamed(name);
  }

  #source(given: string, value: Tensor, { isStatistic, nodes }: Use): Node {
    let name = given;
    // Branches of a model may have equal names.
    for (let n = 2; this.parameters.has(name) || this.states.has(name); n++) name = `${given}_${n}`;
    if (this.#isNamed(given) || (!isStatistic && this.#chosen(given, nodes))) {
      const made = parameter(value, { name }) as Parameter;
      this.parameters.set(name, made);
      return made as Node;
    }
    const made = state(value, { name }) as Register;
    this.states.set(name, made);
    return made as Node;
  }

  #chosen(name: string, nodes: readonly string[]): boolean {
    const trainable = this.#trainable ?? true;
    if (typeof trainable === 'function') return trainable(name, nodes);
    return typeof trainable === 'boolean' ? trainable : trainable.includes(name);
  }
}
