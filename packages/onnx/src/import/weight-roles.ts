import type { GraphProto, NodeProto } from 'onnx-buf';
import { nodesIn } from './read-model.ts';

/** The use of a value by one node. */
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
const operands = new Set(['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Concat', 'Expand', 'Where', 'Sum', 'Transpose', 'Reshape', 'Unsqueeze', 'Squeeze', 'Identity', 'Slice', 'Split', 'Tile', 'Max', 'Min', 'Cast', 'Flatten']); // prettier-ignore

function roleOf({ opType }: NodeProto, place: number): Role {
  const { [opType]: own } = roles;
  if (own?.weights.includes(place) === true) return 'weight';
  if (own?.statistics?.includes(place) === true) return 'statistic';
  return operands.has(opType) ? 'operand' : 'setting';
}

/** Returns true if a node has weights: what is added to its output is a bias. */
function isLayer({ opType }: NodeProto): boolean {
  return roles[opType] !== undefined;
}

/** Operators that are products with weights: their second input is a weight. */
export const products: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'Conv',
  'ConvTranspose',
  'DeformConv',
  'Gemm',
  'MatMul',
  'RNN',
  'GRU',
  'LSTM',
]);

/** The use of a value by all nodes of a graph. */
export interface Use {
  readonly isWeight: boolean;
  readonly isStatistic: boolean;
  /** The names of the nodes that read it. */
  readonly nodes: readonly string[];
}

/** Says how a graph uses values that do not change: as weights, as running statistics, or as settings. */
export class WeightRoles {
  readonly #weights = new Set<string>();
  readonly #statistics = new Set<string>();
  readonly #operands = new Set<string>();
  readonly #readers = new Map<string, string[]>();

  constructor(graph: GraphProto) {
    const nodes = nodesIn(graph);
    const layered = new Set(nodes.flatMap(node => (isLayer(node) ? node.output : [])));
    const fixed = fixedValues(graph, nodes);
    for (const { name } of graph.output) this.#operands.add(name);
    for (const node of nodes.reverse()) {
      const isFixed = node.input.length > 0 && node.output.every(name => name === '' || fixed.has(name));
      node.input.forEach((name, place) => {
        const role = roleOf(node, place);
        this.#read(name, isFixed ? [...node.output.flatMap(one => this.#readers.get(one) ?? []), node.name] : [node.name]); // prettier-ignore
        if (isFixed && role === 'operand') return this.#inherit(name, node.output);
        if (role === 'weight' || (role === 'operand' && node.input.some(other => layered.has(other)))) this.#weights.add(name); // prettier-ignore
        if (role === 'statistic') this.#statistics.add(name);
        if (role === 'operand') this.#operands.add(name);
      });
    }
  }

  /** Returns the use of a value of some sizes: an operand is a weight only if it has more than one element, or if a product has it as a bias. */
  of(name: string, sizes: readonly (number | bigint | string)[]): Use {
    const isLong = sizes.some(size => typeof size !== 'string' && size > 1);
    const isWeight = sizes.length > 0 && (this.#weights.has(name) || (isLong && this.#operands.has(name)));
    return { isWeight, isStatistic: this.#statistics.has(name), nodes: this.#readers.get(name) ?? [] };
  }

  #read(name: string, nodes: readonly string[]): void {
    const known = this.#readers.get(name);
    if (known === undefined) this.#readers.set(name, [...nodes]);
    else known.push(...nodes);
  }

  /** What only gives a value another form has the use of that form. */
  #inherit(name: string, outputs: readonly string[]): void {
    for (const names of [this.#weights, this.#statistics, this.#operands])
      if (outputs.some(one => names.has(one))) names.add(name);
  }
}

/** Returns the values that follow from stored ones alone. */
export function fixedValues({ initializer }: GraphProto, nodes: readonly NodeProto[]): ReadonlySet<string> {
  const fixed = new Set(initializer.map(({ name }) => name));
  for (const { opType, input, output, attribute } of nodes) {
    const isStored = input.length === 0 ? opType === 'Constant' : input.every(name => name === '' || fixed.has(name));
    if (isStored && attribute.every(({ g }) => g === undefined)) output.forEach(name => fixed.add(name));
  }
  return fixed;
}
