import { add, gather, matmul, mul, parameter, sigmoid, square, sub, sum, type Node } from '@thalweg/graph';
import { allocate, ContractError, fillNormal, foldIn, key, tensor, type Shape } from '@thalweg/tensor';
import { oneOf, optionsOf } from '@thalweg/tensor/engine';
import type { Model } from '../learn/model.ts';
import type { Features } from './features.ts';
import { logisticLoss, modelOf } from './model-of.ts';
import { column, isSparse, weightedSum, widthOf } from './weighted-sum.ts';
import { labelDefaults, labelOf, type LabelOptions } from './label-of.ts';

/** Options of {@link factorizationMachine}. */
export interface FactorizationMachineOptions extends LabelOptions {
  /** The length of each feature's vector. */
  readonly rank: number;
  /** The kind of targets: labels 0 and 1, predicted by their probability, or numbers. */
  readonly target: 'label' | 'number';
  /** The seed of the first vectors, 0 by default. */
  readonly seed?: number;
  /** The standard deviation of the first vectors' elements, 0.01 by default. */
  readonly deviation?: number;
}

/**
 * A factorization machine: `b + x·w + Σ_{i<j} ⟨vᵢ, vⱼ⟩ xᵢ xⱼ`, every pair of features by the product of their vectors, at the
 * cost of one pass over them. Labels are learned by the logistic loss, numbers by half the squared error.
 *
 * - **Shape** `x: [d], target: []`, or a batch of them, or a sparse column
 * - **Parameters** `weight: [d]`, `bias: []`, `vectors: [d, rank]`
 * - **Throws** `ContractError` for a rank below 1; that and `ShapeError` for what does not fit
 * - **Stream errors** `DataError` for a label outside of [0, 1]
 * - **Source** Rendle, "Factorization Machines", 2010, lemma 3.1
 */
export function factorizationMachine<T extends Shape>(
  x: Features,
  target: Node<T>,
  options: FactorizationMachineOptions,
): Model<T, T> {
  const name = 'factorizationMachine';
  const {
    rank,
    target: kind,
    seed,
    deviation,
    weight,
    labels,
  } = optionsOf(name, options, {
    ...labelDefaults,
    rank: undefined,
    target: undefined,
    seed: 0,
    deviation: 0.01,
  });
  oneOf(`${name}: target`, kind, ['label', 'number']);
  if (!Number.isSafeInteger(rank) || rank < 1)
    throw new ContractError(name, 'the rank must be a whole number of at least 1', String(rank), 'Try 8.');
  if (!(deviation >= 0 && deviation < Infinity))
    throw new ContractError(name, 'the deviation must be finite and at least 0', String(deviation), 'Try 0.01.');
  const { size, dtype } = widthOf(name, x);
  const first = allocate(dtype, size * rank);
  fillNormal(first, foldIn(key(seed), name));
  const shape = [size, rank];
  const vectors: Node = parameter(
    tensor(
      first.map(value => deviation * value),
      { shape },
    ),
    { name: `${name}/vectors` },
  );
  const y: Node = add(weightedSum(name, x).z, pairs(x, vectors));
  const label = kind === 'label' ? labelOf(name, target as Node, labels) : (target as Node);
  const losses = (): Node => (kind === 'label' ? logisticLoss(y, label) : mul(square(sub(y, label)), 0.5));
  const prediction: Node = kind === 'label' ? sigmoid(y) : y;
  return modelOf(name, { prediction, losses, target: label }, { weight });
}

/** `½ Σ_f ((Σᵢ vᵢf xᵢ)² − Σᵢ vᵢf² xᵢ²)`. */
function pairs(x: Features, vectors: Node): Node {
  const { sums, squares } = isSparse(x) ? ofRows(gather(vectors, x.indices), x.values) : ofNode(x as Node, vectors);
  return mul(sum(sub(square(sums), squares), { axes: -1 }), 0.5);
}

interface Moments {
  /** `Σᵢ vᵢf xᵢ`. */
  readonly sums: Node;
  /** `Σᵢ vᵢf² xᵢ²`. */
  readonly squares: Node;
}

function ofRows(rows: Node, values: Node): Moments {
  const products: Node = mul(rows, column(values));
  return { sums: sum(products, { axes: -2 }), squares: sum(square(products), { axes: -2 }) };
}

function ofNode(x: Node, vectors: Node): Moments {
  if (x.shape.length === 1) return ofRows(vectors, x);
  const product = (a: Node, b: Node): Node => matmul<Shape, Shape>(a, b) as Node;
  return { sums: product(x, vectors), squares: product(square(x), square(vectors)) };
}
