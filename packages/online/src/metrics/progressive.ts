import { optionsOf } from '@thalweg/tensor/engine';
import type { EmissionOptions, Measuring, MetricOrMetrics } from './measurement.ts';
import { measuring, wholeStream } from './measuring.ts';

/**
 * Progressive validation: measures predictions that were made before learning, over the whole stream. Memory does not grow.
 *
 * - **Throws** `ContractError` for an `every` below 1; an outcome that does not fit a metric is a stream error, and
 *   nothing of it is counted
 * - **Source** Blum, Kalai and Langford, "Beating the Hold-Out: Bounds for K-fold and Progressive Cross-Validation", 1999
 *
 * @example
 * learned$.pipe(progressive({ accuracy: accuracy(), loss: logLoss() }, { every: 1000 })).subscribe(({ step, metrics }) => …)
 */
export function progressive<const M extends MetricOrMetrics>(metrics: M, options?: EmissionOptions): Measuring<M> {
  const { every } = optionsOf('progressive', options, { every: undefined });
  return measuring(metrics, wholeStream(every))[0];
}
