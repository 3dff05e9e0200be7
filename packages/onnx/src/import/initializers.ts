import { constant, type Node, parameter, type Parameter, type Register, state } from '@thalweg/graph';
import { isFloat } from '@thalweg/tensor';
import { oneOf } from '@thalweg/tensor/engine';
import type { GraphProto, NodeProto, TensorProto } from 'onnx-buf';
import { NotOffered } from './call/not-offered.ts';
import type { OnnxProblem } from './call/onnx-problem.ts';
import { tensorOfProto } from './call/tensor-of-proto.ts';
import { nodesIn } from './read-model.ts';

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

/** The use of an initializer by one node. */
type Role = 'weight' | 'statistic' | 'setting' | 'operand';

/** The inputs of operators that learn, and those that are running statistics; others of these operators are no weights. */
const roles: Readonly<Record<string, { readonly weights: readonly number[]; readonly statistics?: readonly number[] }>> = {
  Conv: { weights: [1, 2] },
  ConvTranspose: { weights: [1, 2] },
  DeformConv: { weights: [1, 3] },
  Gemm: { weights: [0, 1, 2] },
  MatMul: { weights: [0, 1] },
  Einsum: { weights: [0, 1, 2, 3] },
  BatchNormalization: { weights: [1, 2], statistics: [3, 4] },
  LayerNormalization: { weights: [1, 2] },
  GroupNormalization: { weights: [1, 2] },
  InstanceNormalization: { weights: [1, 2] },
  RNN: { weights: [1, 2, 3] },
  GRU: { weights: [1, 2, 3] },
  LSTM: { weights: [1, 2, 3, 7] },
  PRelu: { weights: [1] },
  Gather: { weights: [0] },
}; // prettier-ignore

/** Operators of which an operand with more than one element is a weight, such as a bias. */
const operands = new Set(['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Concat', 'Expand', 'Where', 'Sum', 'Transpose', 'Reshape', 'Unsqueeze', 'Squeeze', 'Identity', 'Slice', 'Split', 'Tile', 'Max', 'Min']); // prettier-ignore

function roleOf({ opType }: NodeProto, place: number): Role {
  const { [opType]: own } = roles;
  if (own?.weights.includes(place) === true) return 'weight';
  if (own?.statistics?.includes(place) === true) return 'statistic';
  return operands.has(opType) ? 'operand' : 'setting';
}

/** The initializers of a graph that learn, and those that are running statistics. */
interface WeightRoles {
  readonly weights: ReadonlySet<string>;
  readonly statistics: ReadonlySet<string>;
  /** The names of the nodes that read each value. */
  readonly readers: ReadonlyMap<string, readonly string[]>;
}

/** Returns which initializers of a graph its nodes use as weights; an operand only if it has more than one element, or if it is added to a product. */
function weightRoles(graph: GraphProto): WeightRoles {
  const [weights, statistics, operandsOnly] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const nodes = nodesIn(graph);
  const readers = new Map<string, string[]>();
  const products = new Set(nodes.flatMap(({ opType, output }) => (roles[opType] === undefined ? [] : output)));
  for (const node of nodes)
    node.input.forEach((name, place) => {
      const known = readers.get(name);
      if (known === undefined) readers.set(name, [node.name]);
      else known.push(node.name);
      const role = roleOf(node, place);
      const isBias = role === 'operand' && node.input.some(other => products.has(other));
      if (role === 'weight' || isBias) weights.add(name);
      if (role === 'statistic') statistics.add(name);
      if (role === 'operand') operandsOnly.add(name);
    });
  const isLong = (dims: readonly bigint[]): boolean => dims.some(size => size > 1n);
  const scalars = new Set(graph.initializer.filter(({ dims }) => dims.length === 0).map(({ name }) => name));
  graph.initializer.forEach(({ name, dims }) => operandsOnly.has(name) && isLong(dims) && weights.add(name));
  return { weights: new Set([...weights].filter(name => !scalars.has(name))), statistics, readers };
}
