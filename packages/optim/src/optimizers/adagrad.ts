import { add, becomes, div, square } from '@thalweg/graph';
import { optionsOf } from '@thalweg/tensor/engine';
import { pipe } from 'rxjs';
import type { Hyperparameter } from '../rules/hyperparameter.ts';
import { checkRange } from '../rules/check-range.ts';
import { rootWithEpsilon, type TermPosition } from '../rules/term-position.ts';
import { memory } from '../rules/memory.ts';
import type { Transform } from '../rules/updates.ts';
import { scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';

/** Options of {@link scaleByAdagrad}. */
export interface AdagradScaling {
  /** ε, 1e-8 by default. */
  readonly epsilon?: number;
  /** The position of ε: `'inside'` of the root by default, or `'outside'`, `√G + ε`, as in PyTorch. */
  readonly epsilonAt?: TermPosition;
  /** G before the first step, 0 by default. */
  readonly initialAccumulator?: number;
}

/** Options of {@link adagrad}. */
export interface AdagradOptions extends AdagradScaling {
  /** η, 0.01 by default. */
  readonly learningRate?: Hyperparameter;
}

/** The defaults of {@link scaleByAdagrad}. */
const scalingDefaults = {
  epsilon: 1e-8,
  epsilonAt: 'inside',
  initialAccumulator: 0,
} as const;

/**
 * Adagrad: `G ← G + g²; θ ← θ − η/√(G + ε) · g`. Rare features keep large rates; every rate only falls.
 *
 * - **Memory** `adagrad.G(name)` for each parameter
 * - **Rows** that a step does not touch stay unchanged: the same bits as with a dense gradient
 * - **Throws** `GraphError` for a rate, an ε or an accumulator below 0
 * - **Source** Duchi, Hazan and Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization",
 *   2011, §1, with the diagonal of G
 */
export function adagrad(options?: AdagradOptions): Transform {
  const { learningRate, ...scaling } = optionsOf('adagrad', options, { learningRate: 0.01, ...scalingDefaults });
  return pipe(scaleByAdagrad(scaling), scaleByLearningRate(learningRate));
}

/** The direction of Adagrad, `g/√(G + ε)`, without a rate. */
export function scaleByAdagrad(options?: AdagradScaling): Transform {
  const { epsilon, epsilonAt, initialAccumulator } = optionsOf('scaleByAdagrad', options, scalingDefaults);
  checkRange(initialAccumulator, { name: 'initialAccumulator', least: 0 });
  const root = rootWithEpsilon({ epsilon, epsilonAt });
  return updates =>
    updates.mapElements((g, parameter) => {
      const G = memory('adagrad.G', parameter, initialAccumulator);
      return div(g, root(becomes(G, add(G, square(g)))));
    });
}
