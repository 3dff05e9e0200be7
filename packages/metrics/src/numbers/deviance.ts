import type { Metric } from '../metric/metric.ts';
import type { Example } from '../metric/example.ts';
import { predictedNumber, refused } from '../reading/example-values.ts';
import type { Settings } from '../metric/settings.ts';
import { meanOf } from '../reading/sums.ts';

/** Returns a metric of the mean deviance for a variance that is proportional to a power of the mean. */
export function deviance<N extends string>(
  name: N,
  power: number,
  settings?: Readonly<Record<string, Settings>>,
): Metric<number, N> {
  const mean = meanOf();
  return {
    name,
    ...(settings && { settings }),
    ...mean,
    seen(example) {
      const predicted = predictedNumber(name, example);
      checkDomain(name, power, example);
      // Rounding may bring it below 0.
      return Math.max(0, 2 * half(example.target, predicted, power));
    },
  };
}

function half(y: number, mean: number, p: number): number {
  if (p === 0) return (y - mean) ** 2 / 2;
  if (p === 1) return (y === 0 ? 0 : y * Math.log(y / mean)) - y + mean;
  if (p === 2) return Math.log(mean / y) + y / mean - 1;
  return Math.max(y, 0) ** (2 - p) / ((1 - p) * (2 - p)) - (y * mean ** (1 - p)) / (1 - p) + mean ** (2 - p) / (2 - p);
}

function checkDomain(name: string, power: number, example: Example): void {
  const { score, target } = example;
  if (power !== 0 && !(score > 0))
    throw refused(name, 'a prediction must be above 0', score, example, 'Predict with exp or softplus.');
  if (power >= 2 ? !(target > 0) : power >= 1 && !(target >= 0))
    throw refused(
      name,
      power >= 2 ? 'a target must be above 0' : 'a target must be at least 0',
      target,
      example,
      'Use mse for numbers of any sign.',
    );
}
