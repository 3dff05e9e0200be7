import type { Measure } from './measure-parts.ts';

/** True for what `measure` returns. */
export function isMeasure(metric: unknown): metric is Measure {
  return typeof metric === 'object' && metric !== null && 'metric' in metric && 'together' in metric;
}
