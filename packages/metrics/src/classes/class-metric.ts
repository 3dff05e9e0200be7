import { ContractError } from '@thalweg/tensor';

import type { Metric } from '../metric.ts';
import type { Settings } from '../settings.ts';
import { predictedClass } from '../reading/predicted-class.ts';
import { refused } from '../reading/refused.ts';
import { trueClass } from '../reading/true-class.ts';
import { sumsOf } from '../sums/sums-of.ts';
import type { ClassOptions } from './class-options.ts';

/** Returns a metric of the weights of examples by true class (rows) and predicted class (columns). */
export function classMetric<V, N extends string>(
  name: N,
  { classes, threshold }: Required<ClassOptions>,
  settings: Readonly<Record<string, Settings>>,
  value: (matrix: Float64Array, classes: number) => V,
): Metric<V, N> {
  if (!(Number.isSafeInteger(classes) && classes >= 2))
    throw new ContractError(name, 'classes must be an integer of at least 2', String(classes), 'Try 2.');
  if (Number.isNaN(threshold)) throw new ContractError(name, 'threshold must be a number', 'NaN', 'Try 0.5.');
  return {
    name,
    settings: { classes, threshold, ...settings },
    ...sumsOf(classes * classes),
    seen(example) {
      const given = Math.max(2, example.classes);
      if (given !== classes)
        throw refused(name, `a prediction must be of ${classes} classes`, given, example, 'Set the option classes.');
      trueClass(name, example, classes);
      return predictedClass(name, example, threshold);
    },
    add(sums, { seen, target, weight }) {
      sums[target * classes + seen]! += weight;
    },
    value: (sums, unit) =>
      value(
        sums.map(weight => weight / unit),
        classes,
      ),
  };
}
