import type { GraphProto, NodeProto } from 'onnx-buf';
import { nodesIn } from './nodes-in.ts';

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
export interface WeightRoles {
  readonly weights: ReadonlySet<string>;
  readonly statistics: ReadonlySet<string>;
  /** The names of the nodes that read each value. */
  readonly readers: ReadonlyMap<string, readonly string[]>;
}

/** Returns which initializers of a graph its nodes use as weights; an operand only if it has more than one element, or if it is added to a product. */
export function weightRoles(graph: GraphProto): WeightRoles {
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
