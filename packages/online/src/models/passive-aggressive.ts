import { add, cast, div, greater, maximum, minimum, mul, square, sub, sum, where, type Node } from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';
import { ContractError, ShapeError } from '@thalweg/tensor';
import { oneOf, optionsOf } from '@thalweg/tensor/engine';
import type { Model } from '../learn/model.ts';
import type { Features } from './features.ts';
import { labelOf } from './label-of.ts';
import { modelOf } from './model-of.ts';
import { weightedSum } from './weighted-sum.ts';

/** Options of {@link passiveAggressive}. */
export interface PassiveAggressiveOptions {
  /** C: a larger value moves further for a wrong example; 1 by default, `Infinity` without a limit. */
  readonly aggressiveness?: number;
  /** The limit of a step by C: `'I'`, the default, clips it; `'II'` shrinks every step. */
  readonly variant?: 'I' | 'II';
}

/** A model with its own optimizer. */
export interface PassiveAggressive extends Model<readonly [], readonly []> {
  readonly optimizer: Transform;
}

/**
 * Passive-aggressive classification: the weights stay the same if an example is classified with a margin of 1, else they
 * make the smallest step that achieves it. The prediction is the score `x·w + b`; its sign is the class; the loss is `max(0, 1 − y·score)` with
 * y = ±1 for a label 1 or 0. The bias is learned as the weight of a feature that is always 1.
 *
 * The step is `τ = min(C, loss / (‖x‖² + 1))`, or `loss / (‖x‖² + 1 + 1/(2C))` for variant II.
 *
 * - **Shape** `x: [d]` or a sparse column, `label: []`
 * - **Throws** `ContractError` for an aggressiveness that is not above 0; `ShapeError` for batches, which have no rule
 * - **Stream errors** `DataError` for a label outside of [0, 1]
 * - **Source** Crammer et al., "Online Passive-Aggressive Algorithms", 2006, §3
 *
 * @example
 * events$.pipe(learn(passiveAggressive(input('x', [20]), input('label', []))))
 */
export function passiveAggressive(
  x: Features,
  label: Node<readonly []>,
  options?: PassiveAggressiveOptions,
): PassiveAggressive {
  const { aggressiveness, variant } = optionsOf('passiveAggressive', options, { aggressiveness: 1, variant: 'I' });
  const name = 'passiveAggressive';
  oneOf(`${name}: variant`, variant, ['I', 'II']);
  if (!(aggressiveness > 0))
    throw new ContractError(name, 'the aggressiveness must be above 0', String(aggressiveness), 'Try 1.');
  const { z: prediction } = weightedSum(name, x);
  if (prediction.shape.length > 0)
    throw new ShapeError(name, [prediction.shape], 'examples must come one by one', 'Give features of the shape [d].');
  const target = labelOf(name, label as Node);
  const sign: Node = sub(mul(target, 2), 1);
  const losses = (): Node => maximum(sub(1, mul(sign, prediction)), 0);
  const model = modelOf(name, { prediction, losses, target }) as Model<readonly [], readonly []>;
  return { ...model, optimizer: shortestStep(model.loss as Node, aggressiveness, variant) };
}

/** Returns an optimizer that moves all parameters by the factor that makes the loss 0 or, limited by C, smaller. */
function shortestStep(loss: Node, aggressiveness: number, variant: 'I' | 'II'): Transform {
  return gradients => {
    if (gradients.parameters.length === 0) return gradients;
    const squares = gradients.parameters
      .map(parameter => sum(square(gradients.elements(parameter))) as Node)
      .reduce((total, one) => add(total, one));
    const room: Node = variant === 'II' ? add(squares, 1 / (2 * aggressiveness)) : squares;
    // Where the loss is 0 there is no gradient, and nothing to divide by.
    const full: Node = where(greater(loss, 0), div(loss, where(greater(loss, 0), room, 1)), 0);
    const rate = variant === 'I' && aggressiveness < Infinity ? minimum(full, aggressiveness) : full;
    return gradients.mapElements(g => mul(g, cast(rate as Node, g.dtype)) as Node);
  };
}
