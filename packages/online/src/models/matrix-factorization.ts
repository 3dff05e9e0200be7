import { add, gather, mul, parameter, square, sub, sum, type Node } from '@thalweg/graph';
import { allocate, ContractError, fillNormal, foldIn, key, tensor, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Model } from '../learn/model.ts';
import { modelOf } from './model-of.ts';
import { modelDefaults, type ModelOptions } from './model-options.ts';

/** Options of {@link matrixFactorization}. */
export interface MatrixFactorizationOptions extends ModelOptions {
  readonly users: number;
  readonly items: number;
  /** The length of each user's and each item's vector. */
  readonly rank: number;
  /** λ: the strength that pulls the vectors and biases of an example to 0; 0.02 by default. */
  readonly regularization?: number;
  /** The seed of the first vectors, 0 by default. */
  readonly seed?: number;
  /** The standard deviation of the first vectors' elements, 0.1 by default. */
  readonly deviation?: number;
}

/** The user and the item of an example. */
export interface UserItemPair<T extends Shape> {
  /** The number of the user, int32. */
  readonly user: Node<T>;
  /** The number of the item, int32. */
  readonly item: Node<T>;
}

/**
 * Matrix factorization with biases: the prediction is `μ + bᵤ + bᵢ + ⟨pᵤ, qᵢ⟩`, the loss
 * `½ (r − prediction)² + ½ λ (‖pᵤ‖² + ‖qᵢ‖² + bᵤ² + bᵢ²)`. All parameters are learned, μ too.
 *
 * - **Shape** `user: [], item: [], rating: []`, or a batch of them
 * - **Parameters** `userVectors: [users, rank]`, `itemVectors: [items, rank]`, `userBias: [users]`, `itemBias: [items]`,
 *   `mean: []`
 * - **Throws** `ContractError` for sizes below 1; `ShapeError` if the three differ in shape; `NumericError` in a pass for an
 *   unknown user or item
 * - **Source** Koren, Bell and Volinsky, "Matrix Factorization Techniques for Recommender Systems", 2009, eq. 4 and 5
 */
export function matrixFactorization<T extends Shape>(
  { user, item }: UserItemPair<T>,
  rating: Node<T>,
  options: MatrixFactorizationOptions,
): Model<T, T> {
  const name = 'matrixFactorization';
  const { users, items, rank, regularization, seed, deviation, weight } = optionsOf(name, options, {
    ...modelDefaults,
    users: undefined,
    items: undefined,
    rank: undefined,
    regularization: 0.02,
    seed: 0,
    deviation: 0.1,
  });
  for (const [what, size] of Object.entries({ users, items, rank }))
    if (!Number.isSafeInteger(size) || size < 1)
      throw new ContractError(name, `${what} must be a whole number of at least 1`, String(size), 'Check the options.');
  for (const [what, amount] of Object.entries({ regularization, deviation }))
    if (!(amount >= 0 && amount < Infinity))
      throw new ContractError(name, `${what} must be finite and at least 0`, String(amount), 'Try 0.1.');
  const dtype = rating.dtype === 'float64' ? 'float64' : 'float32';
  const vectors = (what: string, count: number): Node => {
    const first = allocate(dtype, count * rank);
    fillNormal(first, foldIn(key(seed), what));
    const shape = [count, rank];
    return parameter(
      tensor(
        first.map(value => deviation * value),
        { shape },
      ),
      { name: `${name}/${what}` },
    ) as Node;
  };
  const zeros = (what: string, count: number): Node =>
    parameter(allocate(dtype, count), { name: `${name}/${what}` }) as Node;
  const of = (table: Node, at: Node<T>): Node => gather(table, at as Node);
  const p = of(vectors('userVectors', users), user);
  const q = of(vectors('itemVectors', items), item);
  const userBias = of(zeros('userBias', users), user);
  const itemBias = of(zeros('itemBias', items), item);
  const mean: Node = parameter(tensor(allocate(dtype, 1), { shape: [] }), { name: `${name}/mean` });
  const prediction: Node = add(add(sum(mul(p, q), { axes: -1 }), add(userBias, itemBias)), mean);
  const losses = (): Node => {
    const size: Node = add(sum(add(square(p), square(q)), { axes: -1 }), add(square(userBias), square(itemBias)));
    return mul(add(square(sub(rating as Node, prediction)), mul(size, regularization)), 0.5);
  };
  return modelOf(name, { prediction, losses, target: rating as Node }, { weight });
}
