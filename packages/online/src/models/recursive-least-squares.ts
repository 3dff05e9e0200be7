import {
  becomes,
  cast,
  concat,
  constant,
  mul,
  type Node,
  reshape,
  sqrt,
  square,
  state,
  sub,
  sum,
} from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { ContractError, type Shape, ShapeError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { RuleModel } from '../learn/model.ts';
import { checkForgetting, firstRoot, rootStep } from '../optimizers/inverse-root.ts';
import { modelDefaults, type ModelOptions } from './model-options.ts';
import { weightOf } from './model-of.ts';
import { counted, zeros } from './states.ts';
import { column, oneExample } from './weighted-sum.ts';

/** Options of {@link recursiveLeastSquares}. */
export interface RecursiveLeastSquaresOptions extends ModelOptions {
  /** ε, above 0, 1 by default: the weights are those of ridge regression with this penalty. */
  readonly regularization?: number;
  /** λ, above 0 and at most 1, 1 by default: by each row, the weight of the rows before it, and of ε, is multiplied by λ. */
  readonly forgetting?: number;
}

/** Linear regression that also says how sure it is. */
export interface RecursiveLeastSquares<T extends Shape> extends RuleModel<T, T> {
  /**
   * `√(xᵀA⁻¹x)` with a 1 behind x: the standard error of the prediction, as a multiple of that of a row. It is large where few
   * rows were like x: `score + c·width` is the upper bound that a bandit chooses by.
   */
  readonly width: Node<readonly []>;
}

/**
 * Recursive least squares: after each row, the weights are those that minimize `Σ λ^age (y − x·w − b)² + ε λ^rows (‖w‖² + b²)` over all
 * rows so far, without a learning rate. The prediction is `x·w + b`, the loss `½ Σ (y − prediction)²`. It costs the square of the
 * number of features. The bias is the weight of a feature that is always 1.
 *
 * With forgetting, a direction in which no rows come never gets less certain than it was at first.
 *
 * - **Shape** `x: [d], y: []` or `[outputs]`, of one example: `learnRows` takes batches row by row
 * - **States** `root: [d + 1, d + 1]` and `weights: [d + 1]` or `[d + 1, outputs]`, float64, for up to 1,999 features
 * - **Throws** `ContractError` for an ε that is not above 0 or a λ outside of (0, 1], for sparse columns and more features;
 *   `ShapeError` for batches and other targets
 * - **Source** Haykin, "Adaptive Filter Theory", 2002, §9; the root of {@link onlineNewton}; the width of Li et al., "A
 *   Contextual-Bandit Approach to Personalized News Article Recommendation", 2010, §3.1
 *
 * @example
 * learn(recursiveLeastSquares(input('x', [20]), input('y', [])))
 */
export function recursiveLeastSquares<T extends Shape>(
  x: Node<readonly [number]>,
  y: Node<T>,
  options?: RecursiveLeastSquaresOptions,
): RecursiveLeastSquares<T> {
  const name = 'recursiveLeastSquares';
  const {
    regularization: epsilon,
    forgetting,
    weight,
  } = optionsOf(name, options, {
    ...modelDefaults,
    regularization: 1,
    forgetting: 1,
  });
  checkForgetting(name, forgetting);
  if (!(epsilon > 0 && epsilon < Infinity))
    throw new ContractError(name, 'regularization must be finite and above 0', String(epsilon), 'Try 1.');
  const { size: features, dtype } = oneExample(name, x);
  const size = features + 1;
  const { shape } = nodeOf(name, y as Node);
  if (shape.length > 1 || typeof (shape[0] ?? 0) !== 'number')
    throw new ShapeError(
      name,
      [shape],
      'the target must be a number or a vector of one example',
      'Give it the shape [].',
    );
  const columns = (shape[0] ?? 1) as number;
  const tooLarge = (most: number): Error =>
    new ContractError(name, `there must be at most ${most - 1} features`, String(features), 'Take linearRegression.');
  const root = state(firstRoot(size, epsilon, tooLarge), { name: `${name}/root` }) as Node;
  const weights = zeros(`${name}/weights`, [size, columns]);
  const ones = constant([1], { dtype: 'float64' }) as Node;
  const row = concat([cast(x, 'float64'), ones] as never) as Node;
  const scale = weight && (sqrt(cast(weightOf(name, weight, []), 'float64')) as Node);
  const weighted = (value: Node): Node => (scale === undefined ? value : (mul(value, scale) as Node));
  const score = sum(mul(column(row), weights), { axes: 0 }) as Node;
  const error = sub(reshape(cast(y as Node, 'float64'), [columns]), score) as Node;
  const { next, direction, spread } = rootStep(root, row, { epsilon, forgetting, scale });
  const rules = [
    becomes(root as never, next as never) as Node,
    counted(weights, mul(column(direction), weighted(error)) as Node),
  ];
  return {
    prediction: cast(reshape(score, shape as never), dtype) as never,
    loss: mul(sum(square(weighted(error))), 0.5) as never,
    target: y,
    rules,
    width: sqrt(spread) as never,
    ...(weight === undefined ? {} : { weight }),
  };
}
