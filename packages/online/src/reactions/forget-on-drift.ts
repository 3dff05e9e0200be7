import { feed, read, registersOf, type Node, type Register } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import { oneOf, optionsOf } from '@thalweg/tensor/engine';
import type { Resumable } from '@thalweg/train';
import type { Detector } from '../drift/detector.ts';
import type { DriftOptions } from '../drift/drift.ts';
import { onDrift, type Reaction } from './on-drift.ts';

/** Options of {@link forgetOnDrift}. */
export interface ForgetOnDriftOptions<T> extends DriftOptions<T> {
  /** The training to reset, such as `learn` or `train` returns. */
  readonly learning: Resumable;
  /**
   * The registers to reset: the state of the optimizer, such as Adagrad's sums, so that rates are high again; or everything,
   * with the parameters and the states of layers.
   */
  readonly forget: 'moments' | 'everything';
}

/**
 * Passes a stream on and watches it; at a drift, a training forgets: its registers return to the values that they had when
 * this operator was made. The number of the step continues.
 *
 * - **Stream errors** as `onDrift`
 *
 * @example
 * const learning = learn(model, adagrad());
 * events$.pipe(learning, forgetOnDrift(adwin(), { of: ({ loss }) => Math.min(loss, 1), learning, forget: 'moments' }))
 */
export function forgetOnDrift<S extends object, T>(
  detector: Detector<S>,
  options: ForgetOnDriftOptions<T>,
): Reaction<T> {
  const { of, learning, forget } = optionsOf('forgetOnDrift', options, {
    of: undefined,
    learning: undefined,
    forget: undefined,
  });
  oneOf('forgetOnDrift: forget', forget, ['moments', 'everything']);
  const first = firstValues(learning, forget);
  return onDrift<S, T>(detector, { of, react: ({ status }) => void (status === 'drift' && feed(...first)) });
}

/** Returns the registers to reset, with their present values. */
function firstValues({ progress }: Resumable, forget: 'moments' | 'everything'): (readonly [Register, Tensor])[] {
  const { roots, step } = progress;
  // The loss is the first root; what it depends on is the model.
  const kept = new Set<Register>(forget === 'moments' ? registersOf(roots[0]!) : []);
  return registersOf(...roots)
    .filter(register => register !== step.register && !kept.has(register))
    .map(register => [register, read(register as Node) as Tensor] as const);
}
