import {
  add,
  becomes,
  cast,
  concat,
  div,
  GraphError,
  matmul,
  minimum,
  mul,
  reshape,
  slice,
  sqrt,
  square,
  sub,
  sum,
  targetOf,
  type Node,
  type Parameter,
} from '@thalweg/graph';
import type { Transform, Updates } from '@thalweg/optim';
import { ContractError, sizeOf, tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';

/** Options of {@link onlineNewton}. */
export interface OnlineNewtonOptions {
  /** η, above 0, 1 by default. It is 1/γ of the paper. */
  readonly learningRate?: number;
  /** ε, above 0, 1 by default: A begins as ε times the identity. A larger one makes the first steps shorter. */
  readonly epsilon?: number;
  /** λ, from above 0 to 1, 1 by default: the weight of the past in each step. Below 1, an endless stream does not slow it down. */
  readonly forgetting?: number;
}

/** The largest number of elements that all parameters may have together: S then takes 32 MB, and a step 4 million products. */
const MOST = 2000;

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
  if (!(forgetting > 0 && forgetting <= 1))
    throw new ContractError(
      'onlineNewton',
      'forgetting must be above 0 and at most 1',
      String(forgetting),
      'Try 0.999.',
    );
  return updates => {
    if (updates.parameters.length === 0) return updates;
    const size = checkedSize(updates.parameters);
    const root = updates.state(scaledIdentity(size, 1 / Math.sqrt(epsilon)), { name: 'onlineNewton.root' });
    const known = forgetting === 1 ? (root as Node) : faded(root as Node, forgetting, epsilon);
    const f = matmul(known, flat(updates), { transposeA: true }) as Node;
    const k = matmul(known, f) as Node;
    const beta = add(1, sum(square(f))) as Node;
    const narrowed = mul(div(k, add(beta, sqrt(beta))), reshape(f, [1, size]));
    updates.addRule(becomes(root, sub(known, narrowed) as never));
    const direction = reshape(div(mul(k, learningRate), beta), [size]) as Node;
    return parted(updates, direction);
  };
}

/** All gradients, one after another, as a column in float64. */
function flat(updates: Updates): Node {
  const columns = updates.parameters.map(parameter => {
    const gradient = updates.of(parameter) as Node;
    return reshape(cast(gradient, 'float64'), [numbersOf(parameter), 1]) as Node;
  });
  return concat(columns) as Node;
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

/** A root of A⁻¹/λ, with rows scaled so that no diagonal element of A⁻¹ gets larger than 1/ε. */
function faded(root: Node, forgetting: number, epsilon: number): Node {
  const diagonal = sum(square(root), { axes: 1, keep: true }) as Node;
  return mul(root, minimum(1 / Math.sqrt(forgetting), div(1, sqrt(mul(diagonal, epsilon))))) as Node;
}

function scaledIdentity(size: number, scale: number): Tensor<readonly [number, number]> {
  const data = new Float64Array(size * size);
  for (let i = 0; i < size; i++) data[i * (size + 1)] = scale;
  return tensor(data, { shape: [size, size] }) as Tensor<readonly [number, number]>;
}

function numbersOf({ shape }: Parameter): number {
  return sizeOf(shape as Sizes);
}

/** Returns the number of elements of all parameters. Throws `GraphError` if S would be too large. */
function checkedSize(parameters: readonly Parameter[]): number {
  const size = parameters.reduce((total, parameter) => total + numbersOf(parameter), 0);
  if (size <= MOST) return size;
  throw new GraphError(
    'onlineNewton',
    `all parameters together must have at most ${MOST} numbers`,
    `${size} in ${parameters.map(({ name }) => name).join(', ')}`,
    'Give the large ones another optimizer, such as adagrad(), with partition.',
  );
}
