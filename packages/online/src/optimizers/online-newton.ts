import {
  becomes,
  cast,
  concat,
  GraphError,
  mul,
  reshape,
  slice,
  targetOf,
  type Node,
  type Parameter,
} from '@thalweg/graph';
import type { Transform, Updates } from '@thalweg/optim';
import { ContractError, sizeOf, type Sizes } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { checkForgetting, firstRoot, rootStep } from './inverse-root.ts';

/** Options of {@link onlineNewton}. */
export interface OnlineNewtonOptions {
  /** η, above 0, 1 by default. It is 1/γ of the paper. */
  readonly learningRate?: number;
  /** ε, above 0, 1 by default: A begins as ε times the identity. A larger one makes the first steps shorter. */
  readonly epsilon?: number;
  /** λ, from above 0 to 1, 1 by default: the weight of the past in each step. Below 1, an endless stream does not slow it down. */
  readonly forgetting?: number;
}

/**
 * The online Newton step: `A ← λA + g gᵀ; θ ← θ − η A⁻¹ g`, where g is the gradient of all parameters together. It adapts to
 * correlated features and different scales, at a cost of n² for n numbers. It keeps a root S of A⁻¹ = S Sᵀ, which is then symmetric
 * and positive whatever is rounded: with f = Sᵀg and β = 1 + fᵀf, `S ← S − S f fᵀ/(β + √β)`, the root of Sherman and Morrison's
 * formula. The parameters are not projected onto a set; put `projectOnto` after it for that.
 *
 * It is made for losses whose gradients are bounded, as the logistic one. Those of a squared error are large at first, and A
 * remembers them: take a higher rate there, such as 10, or forget.
 *
 * Forgetting never makes a diagonal element of A⁻¹ larger than 1/ε, its first value: a feature that does not come for long
 * has the rate of a new one, and nothing overflows.
 *
 * - **Memory** `onlineNewton.root`, S in float64: n² numbers, for at most 2,000 numbers in all parameters
 * - **Rows** that a step does not touch move too, as A⁻¹ couples all numbers
 * - **Throws** `ContractError` for a learning rate or an ε that is not finite and above 0, a λ outside of (0, 1];
 *   `GraphError` for more than 2,000 numbers, when it is applied
 * - **Source** Hazan, Agarwal and Kale, "Logarithmic Regret Algorithms for Online Convex Optimization", 2007, figure 2; Potter's root in Bierman,
 *   "Factorization Methods for Discrete Sequential Estimation", 1977, §II
 *
 * @example
 * learn(logisticRegression(input('x', [20]), input('label', [])), onlineNewton({ epsilon: 0.1, forgetting: 0.999 }))
 */
export function onlineNewton(options?: OnlineNewtonOptions): Transform {
  const { learningRate, epsilon, forgetting } = optionsOf('onlineNewton', options, {
    learningRate: 1,
    epsilon: 1,
    forgetting: 1,
  });
  for (const [name, value] of Object.entries({ learningRate, epsilon }))
    if (!(value > 0 && value < Infinity))
      throw new ContractError('onlineNewton', `${name} must be finite and above 0`, String(value), 'Try 1.');
  checkForgetting('onlineNewton', forgetting);
  return updates => {
    if (updates.parameters.length === 0) return updates;
    const size = updates.parameters.reduce((total, parameter) => total + numbersOf(parameter), 0);
    const first = firstRoot(size, epsilon, most => tooLarge(size, most, updates.parameters));
    const root = updates.state(first, { name: 'onlineNewton.root' });
    const { next, direction } = rootStep(root as Node, flat(updates), { epsilon, forgetting });
    updates.addRule(becomes(root, next as never));
    return parted(updates, mul(direction, learningRate) as Node);
  };
}

/** All gradients, one after another, in float64. */
function flat(updates: Updates): Node {
  const vectors = updates.parameters.map(parameter => {
    const gradient = updates.of(parameter) as Node;
    return reshape(cast(gradient, 'float64'), [numbersOf(parameter)]) as Node;
  });
  return concat(vectors) as Node;
}

/** The part of a vector that belongs to each parameter, in its shape and dtype. */
function parted(updates: Updates, vector: Node): Updates {
  let from = 0;
  const parts = new Map<Parameter, Node>();
  for (const parameter of updates.parameters) {
    const to = from + numbersOf(parameter);
    const part = slice(vector, { axis: 0, from, to }) as Node;
    parts.set(parameter, cast(reshape(part, parameter.shape as Sizes), parameter.dtype) as Node);
    from = to;
  }
  return updates.map((_, parameter) => parts.get(targetOf(parameter).register as Parameter)!);
}

function numbersOf({ shape }: Parameter): number {
  return sizeOf(shape as Sizes);
}

function tooLarge(size: number, most: number, parameters: readonly Parameter[]): GraphError {
  return new GraphError(
    'onlineNewton',
    `all parameters together must have at most ${most} numbers`,
    `${size} in ${parameters.map(({ name }) => name).join(', ')}`,
    'Give the large ones another optimizer, such as adagrad(), with partition.',
  );
}
