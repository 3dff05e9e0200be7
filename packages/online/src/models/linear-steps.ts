import {
  add,
  becomes,
  cast,
  clip,
  div,
  expm1,
  greater,
  maximum,
  minimum,
  mul,
  neg,
  type Node,
  notEqual,
  parametersOf,
  type Register,
  reshape,
  sqrt,
  square,
  sub,
  sum,
  targetOf,
  where,
  type Writable,
} from '@thalweg/graph';
import { memory, type Transform, type Updates } from '@thalweg/optim';
import { allocate, sizeOf, tensor } from '@thalweg/tensor';
import { takenIn } from '../layers/row-moments.ts';
import type { Features } from './features.ts';
import type { ModelOptions } from './model-options.ts';
import { isSparse, type LinearScores } from './weighted-sum.ts';

/** The first and the second derivative of the loss of an example by its scores, as functions of scores. */
export interface LossShape {
  readonly slope: (scores: Node) => Node;
  readonly curvature: (scores: Node) => Node;
}

/** η: the first step of a weight moves the score by about 3, where the loss does not curve back before. */
const RATE = 3;
/** μ, the rate of the logarithm of a step size. */
const META_RATE = 0.05;
/** τ, the steps of a usual length after which a bound has faded. */
const FADING = 30;
/** The number of values after which old ones fade from means: sums of float32 would stop growing. */
const MEMORY = 2 ** 20;
/** The parts of the way that scores follow the slope of their loss. */
const PARTS = 3;
/** The bounds of f. */
const FACTORS = { min: 1e-12, max: 1e12 } as const;
const TINY = 1e-30;

/** The feature of a weight, in a shape that fits the weight. */
interface Term {
  /** Its value less its mean. */
  readonly x: Node;
  /** Its variance or, if its mean counts as 0, its mean square. */
  readonly spread: Node;
  readonly mean?: Node;
  /** The deviation before this value, divided by that with it: the weight keeps its size in deviations. */
  readonly narrowing?: Node;
  /** The gradient of the weight for this value. */
  readonly gradient: Node;
  /** The trace of the moves of the weight. */
  readonly trace: Writable;
}

/**
 * Returns the optimizer of a linear model, which needs no rate. It reads the features, so it does not depend on their scales, nor on the
 * means of dense ones. The weight of a feature x with the mean m (0 in a sparse column) and the deviation s has the step size
 *
 * `r = η·f·c / (s·√G)`, where `G = Σ g²`, `g = slope·(x − m)`, and `1/c²` is the mean of `Σ ((x − m)/s)²`.
 *
 * A weight is scaled when the deviation of its feature changes, so that it keeps its size in deviations. f grows while the gradients of a
 * weight agree, and falls while they alternate: `f ← f·e^(−μ·g·h/v)`, where h is the trace of its moves and v a fading maximum of |g·h|.
 * So a weight moves as fast as its world. The scores follow the slope of the loss for the time `U = Σ r·(x − m)²`, in three
 * parts that are exact for a squared loss, whose minimum a step never passes.
 *
 * Returns `undefined` for batches, and for features with parameters below them.
 *
 * - **Memory** `linear.squares`, `linear.rate` (f), `linear.trace` (h) and `linear.bound` (v) of each weight; the mean and the variance of each
 *   dense feature, the number and the mean square of each sparse one
 * - **Source** s, G and c: Ross, Mineiro and Langford, "Normalized Online Learning", 2013; U: Karampatziakis and Langford, "Online Importance
 *   Weight Aware Updates", 2011; f: Mahmood, Sutton, Degris and Pilarski, "Tuning-Free Step-Size Adaptation", 2012
 */
export function linearSteps(
  x: Features,
  scores: LinearScores,
  { weight, ...unweighted }: LossShape & ModelOptions,
): Transform | undefined {
  const values = (isSparse(x) ? x.values : x) as Node;
  if (values.shape.length !== 1 || parametersOf(values).length > 0) return undefined;
  const times = (node: Node): Node => (weight === undefined ? node : (mul(node, weight) as Node));
  const loss: LossShape = {
    slope: at => times(unweighted.slope(at)),
    curvature: at => times(unweighted.curvature(at)),
  };
  return updates => {
    const terms = termsOf(updates, isSparse(x), values, scores);
    const termOf = (theta: Writable): Term => terms.get(targetOf(theta).register)!;
    const known = updates.only(parameter => terms.has(parameter as unknown as Register));
    const slope = loss.slope(scores.z);
    const curvature = loss.curvature(scores.z);
    const share = shareOf(updates, [...terms.values()], scores.z);
    const rates = known.mapElements((_, theta) => rateOf(theta, termOf(theta), { share, curvature }));
    const time = rates.parameters
      .map(parameter => overFeatures(mul(rates.elements(parameter), square(termOf(parameter as never).x)), scores))
      .reduce((all, part) => add(all, part));
    const end = followed(scores.z, time, loss);
    const force: Node = where(greater(time, 0), div(sub(scores.z, end), maximum(time, TINY)), slope);
    const moves = rates.mapElements((rate, theta) => {
      const { x: value, trace, narrowing } = termOf(theta);
      const move: Node = mul(mul(rate, value), force);
      const kept: Node = maximum(sub(1, mul(mul(rate, square(value)), curvature)), 0);
      const scaled = (node: Node): Node => (narrowing === undefined ? node : (mul(node, narrowing) as Node));
      updates.addRule(becomes(trace, sub(scaled(mul(trace, kept)), move) as never) as Node, theta);
      return narrowing === undefined ? move : (add(move, mul(theta, sub(1, narrowing))) as Node);
    });
    return withoutMeans(moves, termOf, scores);
  };
}

/** Returns the features of the weights and the 1 of the bias, and keeps their moments. */
function termsOf(updates: Updates, sparse: boolean, values: Node, { weight, bias }: LinearScores): Map<Register, Term> {
  const terms = new Map<Register, Term>();
  const upstream = updates.of(bias) as Node;
  const dense = sparse ? undefined : denseMoments(updates, values);
  updates.mapElements((gradient, theta) => {
    const { register } = targetOf(theta);
    const isBias = (register as Node) === bias;
    const trace = memory('linear.trace', theta);
    if (isBias) terms.set(register, { x: onesLike(gradient), spread: onesLike(gradient), gradient, trace });
    else if ((register as Node) === weight) {
      const shaped = (node: Node): Node =>
        gradient.shape.length === 2 ? (reshape(node, [...node.shape, 1]) as Node) : node;
      if (dense === undefined)
        terms.set(register, { x: shaped(values), ...sparseSpread(theta, shaped(values)), gradient, trace });
      else {
        const [mean, spread, narrowing] = [dense.mean, dense.spread, dense.narrowing].map(shaped) as [Node, Node, Node];
        const x = sub(shaped(values), mean) as Node;
        terms.set(register, { x, spread, mean, narrowing, trace, gradient: sub(gradient, mul(upstream, mean)) });
      }
    }
    return gradient;
  });
  return terms;
}

function onesLike(node: Node): Node {
  return add(mul(node, 0), 1) as Node;
}

/** Means and variances of dense features, with these values. */
function denseMoments(updates: Updates, x: Node): Required<Pick<Term, 'mean' | 'spread' | 'narrowing'>> {
  const zeros = (name: string, shape: readonly number[]): Node =>
    updates.state(tensor(allocate(x.dtype as 'float32', sizeOf(shape)), { shape }), { name }) as Node;
  const shape = x.shape as readonly number[];
  const now = {
    count: zeros('linear.count', []),
    mean: zeros('linear.mean', shape),
    variance: zeros('linear.variance', shape),
  };
  const { mean, variance: spread } = takenIn(now, x, MEMORY);
  return { mean, spread, narrowing: narrowingOf(now.variance, spread) };
}

function narrowingOf(before: Node, after: Node): Node {
  const both = greater(minimum(before, after), 0) as Node;
  return where(both, sqrt(div(before, where(both, after, 1))), 1) as Node;
}

/** Mean squares of the values of sparse features where they are not 0, with these ones. */
function sparseSpread(theta: Writable, x: Node): Required<Pick<Term, 'spread' | 'narrowing'>> {
  const [count, mean] = [memory('linear.count', theta), memory('linear.square', theta)];
  const seen = becomes(count, minimum(add(count, cast(notEqual(x, 0), x.dtype)), MEMORY) as never) as Node;
  const moved = div(sub(square(x), mean), maximum(seen, 1));
  const spread = becomes(mean, add(mean, where(notEqual(x, 0), moved, 0)) as never) as Node;
  return { spread, narrowing: narrowingOf(mean, spread) };
}

/** η·c, where 1/c² is the mean of the squared length of an example in deviations. */
function shareOf(updates: Updates, terms: readonly Term[], { dtype }: Node): Node {
  const lengths = terms.map(({ x, spread }) => {
    const squares: Node = where(greater(spread, 0), div(square(x), maximum(spread, TINY)), 0);
    return sum(squares) as Node;
  });
  const length = cast(
    lengths.reduce((all, part) => add(all, part)),
    'float64',
  );
  const mean = updates.state(0, { name: 'linear.length' });
  const next = becomes(mean, add(mean, div(sub(length, mean), updates.step)) as never) as Node;
  return cast(div(RATE, sqrt(next)), dtype) as Node;
}

/** The step sizes of a parameter, which its gradient moves first. */
function rateOf(
  theta: Writable,
  { x, spread, gradient, trace }: Term,
  { share, curvature }: { readonly share: Node; readonly curvature: Node },
): Node {
  const [squares, bound] = ['squares', 'bound'].map(part => memory(`linear.${part}`, theta));
  const rate = memory('linear.rate', theta, 1);
  const total = becomes(squares!, add(squares!, square(gradient)) as never) as Node;
  const room: Node = mul(sqrt(spread), sqrt(total));
  const base: Node = where(greater(room, 0), div(share, maximum(room, TINY)), 0);
  const first: Node = mul(base, rate);
  const product: Node = neg(mul(gradient, trace));
  const size: Node = maximum(product, neg(product));
  const fading: Node = mul(mul(first, mul(square(x), curvature)), 1 / FADING);
  const most = becomes(bound!, maximum(size, add(bound!, mul(fading, sub(size, bound!)))) as never) as Node;
  const change: Node = mul(div(product, maximum(most, TINY)), META_RATE);
  const next = becomes(rate, clip(mul(rate, grown(change)), FACTORS) as never) as Node;
  return mul(base, next) as Node;
}

/** The first terms of `e^c`, for a small c. */
function grown(c: Node): Node {
  return add(1, mul(c, add(1, mul(c, 1 / 2)))) as Node;
}

/** The sum over the features, for each score. */
function overFeatures(products: Node, { z }: LinearScores): Node {
  return products.shape.length > z.shape.length ? (sum(products, { axes: 0 }) as Node) : products;
}

/** Returns the scores after they have followed the slope of their loss for a time. */
function followed(z: Node, time: Node, { slope, curvature }: LossShape): Node {
  const step: Node = div(time, PARTS);
  let at = z;
  for (let part = 0; part < PARTS; part++) {
    const bend: Node = mul(step, curvature(at));
    // (1 − e^−bend)/bend, the share of the way that a quadratic loss goes.
    const share: Node = where(greater(bend, 1e-12), div(neg(expm1(neg(bend))), maximum(bend, 1e-12)), 1);
    at = sub(at, mul(mul(step, slope(at)), share));
  }
  return at;
}

/** Weights of centred features move the bias too: a score is `Σ w·(x − m)` and what is left. */
function withoutMeans(moves: Updates, termOf: (theta: Writable) => Term, scores: LinearScores): Updates {
  const shifts = moves.parameters.flatMap(parameter => {
    const { mean } = termOf(parameter as never);
    return mean === undefined ? [] : [overFeatures(mul(moves.elements(parameter), mean), scores)];
  });
  if (shifts.length === 0) return moves;
  return moves.mapElements((move, theta) =>
    (targetOf(theta).register as Node) === scores.bias ? (sub(move, shifts[0]!) as Node) : move,
  );
}

/** `p·(1 − p)`, the curvature of the logistic loss by its score where the probability is p. */
export function bernoulliVariance(p: Node): Node {
  return mul(p, sub(1, p)) as Node;
}
