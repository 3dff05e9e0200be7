import {
  abs,
  add,
  becomes,
  div,
  equal,
  GraphError,
  lessEqual,
  mul,
  sign,
  sqrt,
  square,
  sub,
  where,
  type Node,
} from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { checkRange } from '../rules/check-range.ts';
import { memory } from '../rules/memory.ts';
import type { Transform } from '../rules/updates.ts';

/** Options of {@link ftrl}. */
export interface FtrlOptions {
  /** α, above 0, 0.1 by default. The rate of each element falls as α/(β + √n). */
  readonly learningRate?: number;
  /** β, 1 by default. */
  readonly beta?: number;
  /** λ₁, 0 by default: elements with |z| ≤ λ₁ are exactly 0. */
  readonly l1?: number;
  /** λ₂, 0 by default. */
  readonly l2?: number;
}

/**
 * FTRL-Proximal, for sparse models of streams: `σ = (√(n + g²) − √n)/α; z ← z + g − σθ; n ← n + g²;
 * θ ← 0 where |z| ≤ λ₁, else −(z − λ₁ sign z)/((β + √n)/α + λ₂)`. The update is θ minus its new value.
 *
 * The weights follow from z and n only, so start with zeros: the first gradient moves all others close to zero. An
 * element stays unchanged while its gradient is 0, as the paper's algorithm skips the features that an example lacks.
 *
 * - **Memory** `ftrl.z(name)` and `ftrl.n(name)` for each parameter
 * - **Rows** that a step does not touch stay unchanged: the same bits as with a dense gradient
 * - **Throws** `GraphError` for a rate not above 0, a β, λ₁ or λ₂ below 0
 * - **Source** McMahan et al., "Ad Click Prediction: a View from the Trenches", 2013, algorithm 1
 */
export function ftrl(options?: FtrlOptions): Transform {
  const { learningRate, beta, l1, l2 } = optionsOf('ftrl', options, { learningRate: 0.1, beta: 1, l1: 0, l2: 0 });
  if (!(learningRate > 0 && learningRate < Infinity))
    throw new GraphError('learningRate', 'must be finite and above 0', String(learningRate), 'Check the options.');
  checkRange(beta, { name: 'beta', least: 0 });
  checkRange(l1, { name: 'l1', least: 0 });
  checkRange(l2, { name: 'l2', least: 0 });
  return updates =>
    updates.mapElements((g, parameter) => {
      const theta = parameter as Node;
      const z = memory('ftrl.z', parameter);
      const n = memory('ftrl.n', parameter);
      const root = sqrt(becomes(n, add(n, square(g))));
      const sigma = div(sub(root, sqrt(n)), learningRate);
      const newZ = becomes(z, sub(add(z, g), mul(sigma, theta)));
      const steepness = add(div(add(root, beta), learningRate), l2);
      const next = where(lessEqual(abs(newZ), l1), 0, div(sub(mul(sign(newZ), l1), newZ), steepness));
      return where(equal(g, 0), 0, sub(theta, next)) as Node;
    });
}
