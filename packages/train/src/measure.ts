import type { Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/engine';
import type { Metric } from '@thalweg/metrics';
import { ContractError, sameShape, ShapeError, type Shape } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import type { Measure } from './measures/measure-parts.ts';
import { MeasuredTogether } from './measures/measured-together.ts';
import { StepReport } from './measures/step-report.ts';

const ofSteps: Measure['ofSteps'] = (operator, metrics, first) => new StepReport(operator, metrics, first);
const together: Measure['together'] = (operator, how) => new MeasuredTogether(operator, how);

/** Options of {@link measure}. */
export interface MeasureOptions {
  /**
   * The weight of each example: a scalar, or one number for each target. Of an example of weight 0 nothing is read, so
   * `cast(notEqual(label, -100), 'float32')` leaves out examples whose label is missing.
   */
  readonly weight?: Node<Shape> | undefined;
}

/**
 * Applies a metric to a node of predictions, as a loss is applied: `logits.pipe(measure(accuracy(), digit))`.
 *
 * - **Shape** `prediction: [...S] or [...S, classes], target: S`
 * - **Throws** `ShapeError` if there is not one target for each prediction, or one weight for each target
 *
 * @example
 * heldOut.pipe(batch(500), evaluate({ loss, auc: probability.pipe(measure(rocAuc(), label)) }))
 */
export function measure<V, S extends Shape>(
  metric: Metric<V>,
  target: Node<S>,
  options?: MeasureOptions,
): (prediction: Node<S> | Node<readonly [...S, number | string]>) => Measure<V> {
  const { weight } = optionsOf('measure', options, { weight: undefined });
  if (typeof (metric as Partial<Metric> | undefined)?.seen !== 'function')
    throw new ContractError('measure', 'the metric must be one', printed(metric), 'Call it: accuracy(), not accuracy.');
  nodeOf('measure', target as Node);
  return given => {
    const prediction = nodeOf('measure', given as Node);
    if (!sameShape(prediction.shape, target.shape) && !sameShape(prediction.shape.slice(0, -1), target.shape))
      throw new ShapeError(
        'measure',
        [prediction.shape, target.shape],
        'there must be one target for each prediction, or for each row of scores',
        'Reshape the targets to [batch].',
      );
    if (
      weight !== undefined &&
      nodeOf('measure', weight as Node).shape.length > 0 &&
      !sameShape(weight.shape, target.shape)
    )
      throw new ShapeError(
        'measure',
        [weight.shape, target.shape],
        'there must be one weight for each target',
        'Reshape the weights to [batch].',
      );
    return { metric, prediction, target: target as Node, weight: weight as Node | undefined, together, ofSteps };
  };
}
