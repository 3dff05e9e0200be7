import { constant, parameter, state, type Node, type Parameter, type Register } from '@thalweg/graph';
import { isFloat } from '@thalweg/tensor';
import { oneOf } from '@thalweg/tensor/engine';
import type { GraphProto, TensorProto } from 'onnx-buf';
import { NotOffered } from './not-offered.ts';
import type { OnnxProblem } from './onnx-problem.ts';
import { tensorOfProto } from './tensor-of-proto.ts';
import { weightRoles } from './weight-roles.ts';

/**
 * Chooses the weights that are trained: all, none, those with names, or those that a function chooses by their names and by those of
 * the nodes that read them: exporters rename some weights, but say in the name of a node which layer it belongs to.
 */
export type Trainable = boolean | readonly string[] | ((name: string, nodes: readonly string[]) => boolean);

/** The use of an initializer. */
interface Use {
  readonly isWeight: boolean;
  readonly isStatistic: boolean;
  /** The names of the nodes that read it. */
  readonly nodes: readonly string[];
}

/** An initializer with its source; none if it cannot be read. */
type Initial = readonly [name: string, value: Node | undefined];

/** The initializers of a model as sources. */
export class Initializers {
  readonly parameters: Map<string, Parameter> = new Map();
  readonly states: Map<string, Register> = new Map();
  readonly problems: OnnxProblem[] = [];
  readonly #trainable: Trainable;
  readonly #made = new Map<GraphProto, readonly Initial[]>();

  /** Takes the choice of the weights that are trained. Throws `ContractError` for a name that no weight of the graph has. */
  constructor(trainable: Trainable, graph: GraphProto) {
    this.#trainable = trainable;
    if (typeof trainable !== 'object') return;
    const floats = graph.initializer.map(({ name }) => name);
    trainable.forEach(name => oneOf('importOnnx', name, floats, 'a trainable weight'));
  }

  /** Returns the values of a graph's initializers; of one that cannot be read, none. */
  of(graph: GraphProto): readonly Initial[] {
    const made = this.#made.get(graph) ?? this.#make(graph);
    this.#made.set(graph, made);
    return made;
  }

  #make(graph: GraphProto): readonly Initial[] {
    const { weights, statistics, readers } = weightRoles(graph);
    return graph.initializer.map(proto => {
      const { name } = proto;
      try {
        const use = { isWeight: weights.has(name), isStatistic: statistics.has(name), nodes: readers.get(name) ?? [] };
        return [name, this.#source(proto, use)] as const;
      } catch (error) {
        // Other dtypes and files are named already.
        if (!(error instanceof NotOffered))
          this.problems.push({ kind: 'file', subject: 'tensor', reason: (error as Error).message, at: name });
        return [name, undefined] as const;
      }
    }); // prettier-ignore
  }

  #source(proto: TensorProto, { isWeight, isStatistic, nodes }: Use): Node {
    const [value, { name }] = [tensorOfProto(proto), proto];
    const isNamed = typeof this.#trainable === 'object' && this.#trainable.includes(name);
    if (!isFloat(value.dtype) || !(isWeight || isStatistic || isNamed)) return constant(value, { name }) as Node;
    if (isNamed || (!isStatistic && this.#chosen(name, nodes))) {
      const made = parameter(value, { name }) as Parameter;
      this.parameters.set(name, made);
      return made as Node;
    }
    const made = state(value, { name }) as Register;
    this.states.set(name, made);
    return made as Node;
  }

  #chosen(name: string, nodes: readonly string[]): boolean {
    const trainable = this.#trainable;
    if (typeof trainable === 'function') return trainable(name, nodes);
    return typeof trainable === 'boolean' ? trainable : trainable.includes(name);
  }
}
