import { add, becomes, cast, div, GraphError, matmul, maximum, mul, type Node, type Parameter } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { pipe } from 'rxjs';
import { hyperparameter, type Hyperparameter } from '../rules/hyperparameter.ts';
import { checkWhole } from '../rules/check-range.ts';
import { normOf } from '../rules/norms.ts';
import { memory } from '../rules/memory.ts';
import type { Transform } from '../rules/updates.ts';
import { addDecayedWeights } from '../transforms/add-decayed-weights.ts';
import { scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';

/** Options of {@link scaleByMuon}. */
export interface MuonScaling {
  /** μ, the decay of the velocity, 0.95 by default. */
  readonly momentum?: Hyperparameter;
  /** If true, the direction is one step ahead, `μ v + g`; true by default. */
  readonly nesterov?: boolean;
  /** The number of Newton–Schulz iterations, 5 by default. */
  readonly steps?: number;
}

/** Options of {@link muon}. */
export interface MuonOptions extends MuonScaling {
  /** η, 0.02 by default: a step has singular values of about this size, if the matrix is square. */
  readonly learningRate?: Hyperparameter;
  /** λ, 0 by default. */
  readonly decay?: Hyperparameter;
}

/** The defaults of {@link scaleByMuon}. */
const scalingDefaults = { momentum: 0.95, nesterov: true, steps: 5 } as const;

/**
 * Muon, for the matrices of hidden layers: `v ← μv + g; u = √max(1, columns/rows) · orthogonal(μv + g);
 * θ ← θ − η (u + λθ)`, where `orthogonal` keeps the singular vectors of a matrix and moves its singular values close
 * to 1. Give all other parameters another optimizer. Columns are the outputs of a dense layer, rows its inputs; the
 * original transposes them, and has the root of rows over columns.
 *
 * - **Memory** `muon.v(name)` for each parameter
 * - **Throws** `GraphError` for a rate or a decay below 0, a momentum outside of [0, 1), steps that are no whole number
 *   of at least 1, and when it is applied to a parameter that is no matrix
 * - **Source** Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024; the decay from Liu et
 *   al., "Muon is Scalable for LLM Training", 2025, §2.2
 *
 * @example
 * partition([{ names: ({ shape }) => shape.length === 2, transform: muon() }, { transform: adamw() }])
 */
export function muon(options?: MuonOptions): Transform {
  const { learningRate, decay, ...scaling } = optionsOf('muon', options, {
    learningRate: 0.02,
    decay: 0,
    ...scalingDefaults,
  });
  return pipe(scaleByMuon(scaling), addDecayedWeights(decay), scaleByLearningRate(learningRate));
}

/** The direction of Muon, `√max(1, columns/rows) · orthogonal(μv + g)`, without a rate. */
export function scaleByMuon(options?: MuonScaling): Transform {
  const { momentum, nesterov, steps } = optionsOf('scaleByMuon', options, scalingDefaults);
  const decayOf = hyperparameter(momentum, { name: 'momentum', least: 0, below: 1 });
  checkWhole(steps, 'steps');
  return updates => {
    for (const parameter of updates.parameters) checkMatrix(parameter);
    const mu = decayOf(updates);
    return updates.map((g, parameter) => {
      const decayed = (x: Node): Node => mul(x, cast(mu, x.dtype));
      const v = memory('muon.v', parameter);
      const next = becomes(v, add(decayed(v), g));
      const [rows, columns] = parameter.shape as [number, number];
      const along = orthogonal(nesterov ? add(decayed(next), g) : next, { steps, tall: rows > columns });
      return mul(along, Math.sqrt(Math.max(1, columns / rows)));
    });
  };
}

function checkMatrix({ name, shape }: Parameter): void {
  if (shape.length === 2) return;
  throw new GraphError(
    'muon',
    'every parameter must be a matrix',
    `'${name}' of shape [${shape.join(', ')}]`,
    'Try partition([{ names: ({ shape }) => shape.length === 2, transform: muon() }, { transform: adamw() }]).',
  );
}

/** The lower bound of the divisor: a matrix of zeros stays zero. */
const LEAST_NORM = 1e-30;

/**
 * Returns nearly the orthogonal matrix that is closest to x. Each iteration of the quintic `aX + bXXᵀX + c(XXᵀ)²X`
 * moves the singular values of `X = x/‖x‖` towards about [0.7, 1.2], and keeps the singular vectors. A tall matrix uses
 * XᵀX, which is the smaller product.
 */
function orthogonal(x: Node, { steps, tall }: { readonly steps: number; readonly tall: boolean }): Node {
  const [a, b, c] = [3.4445, -4.775, 2.0315];
  let X = div(x, cast(maximum(normOf([x]), LEAST_NORM), x.dtype)) as Node;
  for (let i = 0; i < steps; i++) {
    const squares = matmul(X, X, tall ? { transposeA: true } : { transposeB: true }) as Node;
    const odd = add(mul(b, squares), mul(c, matmul(squares, squares))) as Node;
    X = add(mul(a, X), tall ? matmul(X, odd) : matmul(odd, X)) as Node;
  }
  return X;
}
