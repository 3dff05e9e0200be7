import type { StepRecord } from '../index.ts';

/** A record as `train` tells it, without metrics. */
export function stepOf(
  step: number,
  rest: { validation?: { loss: number } } = {},
): StepRecord<Record<never, never>, { loss: number }> {
  return { step, epoch: 1, loss: 1 / step, metrics: {}, ...rest };
}
