import {
  add,
  becomes,
  cast,
  div,
  GraphError,
  maximum,
  mean,
  minimum,
  mul,
  pow,
  sqrt,
  square,
  state,
  sub,
  sum,
  targetOf,
  type Node,
  type Register,
  type Writable,
} from '@thalweg/graph';
import { allocate, sizeOf, tensor, type Sizes } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { checkRange } from '../rules/check-range.ts';
import type { Transform } from '../rules/updates.ts';

/** Options of {@link adafactor}. */
export interface AdafactorOptions {
  /** The upper bound of ρ, 0.01 by default: a parameter moves by at most this share of its root mean square. */
  readonly learningRate?: Hyperparameter;
  /** τ, at most 0, -0.8 by default: the averages remember longer with every step, as 1 − t^τ. */
  readonly beta2Decay?: number;
  /** ε₁, by default the distance from 1 to the next number of the gradient's dtype. */
  readonly epsilon1?: number;
  /** ε₂, 0.001 by default: a parameter of a smaller root mean square moves as if it had this one. */
  readonly epsilon2?: number;
  /** d, at least 1, 1 by default: the upper bound of the root mean square of an update. */
  readonly threshold?: number;
  /** λ, 0 by default. */
  readonly decay?: Hyperparameter;
}

/**
 * Adafactor, for large matrices: Adam with a second moment that takes the memory of one row and one column. With the
 * means R of g² over each row and C over each column, `V = R Cᵀ/mean(R)`; with fewer than two axes V is the mean of g²
 * itself.
 *
 * `β = 1 − t^τ; R ← βR + (1−β) rows(g²); C ← βC + (1−β) columns(g²); U = g/max(√V, ε₁);
 * ρ = min(η, 1/√t); α = max(ε₂, RMS(θ))ρ; θ ← θ − α U/max(1, RMS(U)/d) − ηλθ`.
 *
 * Of more than two axes, the last two are the rows and columns. ε₁ is in the maximum, as in PyTorch; the paper adds it
 * to g².
 *
 * - **Memory** `adafactor.R(name)` and `adafactor.C(name)` for each parameter with at least two axes, with size 1 along
 *   the last axis and the one before; `adafactor.V(name)` for each other one
 * - **Throws** `GraphError` for a rate, a decay or an ε below 0, a τ above 0, a threshold below 1
 * - **Source** Shazeer and Stern, "Adafactor: Adaptive Learning Rates with Sublinear Memory Cost", 2018, algorithms 4
 *   and 5
 */
export function adafactor(options?: AdafactorOptions): Transform {
  const { learningRate, beta2Decay, epsilon1, epsilon2, threshold, decay } = optionsOf('adafactor', options, {
    learningRate: 0.01,
    beta2Decay: -0.8,
    epsilon1: undefined,
    epsilon2: 1e-3,
    threshold: 1,
    decay: 0,
  });
  const rateOf = hyperparameter(learningRate, { name: 'learningRate', least: 0 });
  const decayOf = hyperparameter(decay, { name: 'decay', least: 0 });
  if (!(beta2Decay <= 0 && beta2Decay > -Infinity))
    throw new GraphError('beta2Decay', 'must be finite and at most 0', String(beta2Decay), 'Check the options.');
  if (epsilon1 !== undefined) checkRange(epsilon1, { name: 'epsilon1', least: 0 });
  checkRange(epsilon2, { name: 'epsilon2', least: 0 });
  checkRange(threshold, { name: 'threshold', least: 1 });
  return updates => {
    const { step } = updates;
    const share = pow(step, beta2Decay);
    const rate = rateOf(updates);
    const rho = minimum(rate, div(1, sqrt(step)));
    const shrink = mul(rate, decayOf(updates));
    return updates.map((g, parameter) => {
      const own = (scalar: Node): Node => cast(scalar, g.dtype);
      const least = epsilon1 ?? (g.dtype === 'float64' ? Number.EPSILON : 2 ** -23);
      const u = div(g, maximum(sqrt(secondMoment(g, parameter, { share: own(share), least })), least)) as Node;
      const clipped = maximum(1, div(rootMeanSquare(u), threshold));
      const alpha = div(mul(maximum(epsilon2, rootMeanSquare(parameter)), rho), clipped);
      return add(mul(u, own(alpha)), mul(parameter, own(shrink)));
    });
  };
}

/** The parameters of a running second moment. */
interface Moment {
  /** 1 − β. */
  readonly share: Node;
  /** The lower bound of the divisor. */
  readonly least: number;
}

/** Returns V, from running means of g². */
function secondMoment(g: Node, parameter: Writable, { share, least }: Moment): Node {
  const squares = square(g) as Node;
  const average = (name: string, x: Node): Node => {
    const before = averageOf(name, x.shape as Sizes, parameter);
    return becomes(before, add(before, mul(share, sub(x, before))));
  };
  const columns = g.shape.length - 1;
  if (columns < 1) return average('adafactor.V', squares);
  const R = average('adafactor.R', meanAlong(squares, columns));
  const C = average('adafactor.C', meanAlong(squares, columns - 1));
  return mul(div(R, maximum(meanAlong(R, columns - 1), least)), C) as Node;
}

/** The mean along an axis, which keeps the axis with size 1; 0 of no elements. */
function meanAlong(x: Node, axis: number): Node {
  return div(sum(x, { axes: [axis], keep: true }), Math.max(1, x.shape[axis] as number)) as Node;
}

/** Makes a register of zeros for a parameter, in a shape of its own. */
function averageOf(name: string, shape: Sizes, parameter: Writable): Writable {
  const { register, as } = targetOf(parameter);
  const zeros = tensor(allocate(register.dtype, sizeOf(shape)), { shape });
  return as(state(zeros, { name: `${name}(${register.name})` }) as Register);
}

/** The root mean square in float64, so that large float32 numbers do not overflow. */
function rootMeanSquare(x: Node): Node {
  return sqrt(mean(square(cast(x, 'float64')))) as Node;
}
