import { optionsOf } from '@thalweg/tensor/engine';
import type { BesideOptions, Comparison, EmissionOptions, Measuring, MetricOrMetrics } from './measurement.ts';
import { measuring, wholeStream } from './measuring.ts';

/**
 * Progressive validation: measures predictions that were made before learning, over the whole stream. Memory does not grow.
 * With `{ beside: noChange() }` it measures a baseline too, and says by how much the model is better.
 *
 * - **Throws** `ContractError` for an `every` below 1; an outcome that does not fit a metric is a stream error, and
 *   nothing of it is counted
 * - **Source** Blum, Kalai and Langford, "Beating the Hold-Out: Bounds for K-fold and Progressive Cross-Validation", 1999
 *
 * @example
 * learned$.pipe(progressive({ accuracy: accuracy(), loss: logLoss() }, { every: 1000 })).subscribe(({ step, metrics }) => …)
 */
export function progressive<const M extends MetricOrMetrics>(
  metrics: M,
  options: BesideOptions,
): Measuring<M, Comparison<M>>;
export function progressive<const M extends MetricOrMetrics>(metrics: M, options?: EmissionOptions): Measuring<M>;
export function progressive<const M extends MetricOrMetrics>(metrics: M, options?: EmissionOptions): Measuring<M> {
  return measuring(metrics, wholeStream(optionsOf('progressive', options, { every: undefined, beside: undefined })))[0];
}
