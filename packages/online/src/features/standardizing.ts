import type { MissingFields } from '../records/first-record.ts';
import type { Moments } from '../statistics/moments.ts';
import type { NumericParts } from './replace-numbers.ts';

/** Returns the parts of an operator that standardizes by these moments. */
export function standardizing(
  name: string,
  moments: Moments,
  missing: MissingFields,
  options: NumericParts['options'],
): NumericParts {
  return {
    name,
    missing,
    cells: moments,
    options,
    summary: (cells, at) => ({ mean: moments.mean(cells, at), deviation: Math.sqrt(moments.variance(cells, at)) }),
    put(x, cells, at) {
      const variance = moments.variance(cells, at);
      if (variance > 0) return (x - moments.mean(cells, at)) / Math.sqrt(variance);
      return Number.isNaN(x) ? NaN : 0;
    },
  };
}
