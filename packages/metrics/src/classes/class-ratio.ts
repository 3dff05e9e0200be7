import { ContractError } from '@thalweg/tensor';
import { oneOf } from '@thalweg/tensor/engine';
import type { Metric } from '../metric.ts';
import type { Settings } from '../settings.ts';
import { AVERAGES, type ClassAverageOptions } from './average-options.ts';
import { classMetric } from './class-metric.ts';
import type { ClassOptions } from './class-options.ts';
import { classTotals } from './class-totals.ts';

/** The weights of a class: predicted and true, only predicted, and only true. */
export interface ClassCounts {
  readonly hit: number;
  readonly falseAlarm: number;
  readonly missed: number;
}

/** The parts of a metric that has a ratio for each class. */
interface RatioParts {
  readonly settings?: Readonly<Record<string, Settings>>;
  readonly part: (counts: ClassCounts) => number;
  readonly whole: (counts: ClassCounts) => number;
}

/** Returns a metric of the ratios of classes, averaged; the ratio of a class whose whole is 0 is 0. */
export function classRatio<N extends string>(
  name: N,
  options: Required<ClassOptions> & { readonly average?: ClassAverageOptions['average'] | undefined },
  { settings, part, whole }: RatioParts,
): Metric<number, N> {
  const { classes, average = classes === 2 ? 'binary' : 'macro' } = options;
  if (oneOf(`${name}: average`, average, AVERAGES) === 'binary' && classes !== 2)
    throw new ContractError(
      name,
      'a binary average must be of 2 classes',
      `binary of ${classes} classes`,
      "Try 'macro'.",
    );
  const ratioOf = (counts: ClassCounts): number => (whole(counts) > 0 ? part(counts) / whole(counts) : 0);
  return classMetric(name, options, { average, ...settings }, matrix => {
    const counts = countsOf(matrix, classes);
    const { all } = classTotals(matrix, classes);
    if (!(all > 0)) return NaN;
    if (average === 'binary') return ratioOf(counts[1]!);
    if (average === 'micro') return ratioOf(together(counts));
    const shares = counts.map(({ hit, falseAlarm, missed }) =>
      average === 'weighted' ? hit + missed : hit + falseAlarm + missed > 0 ? 1 : 0,
    );
    const sum = counts.reduce((total, count, label) => total + shares[label]! * ratioOf(count), 0);
    return sum / shares.reduce((total, share) => total + share, 0);
  });
}

/** Returns the counts of each class of a confusion matrix. */
export function countsOf(matrix: Float64Array, classes: number): ClassCounts[] {
  const { hits, actual, predicted } = classTotals(matrix, classes);
  return [...hits].map((hit, label) => ({
    hit,
    falseAlarm: predicted[label]! - hit,
    missed: actual[label]! - hit,
  }));
}

function together(counts: readonly ClassCounts[]): ClassCounts {
  return counts.reduce((sum, { hit, falseAlarm, missed }) => ({
    hit: sum.hit + hit,
    falseAlarm: sum.falseAlarm + falseAlarm,
    missed: sum.missed + missed,
  }));
}
