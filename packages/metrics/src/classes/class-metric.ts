import { allocate, ContractError } from '@thalweg/tensor';
import { oneOf } from '@thalweg/tensor/engine';
import type { Metric } from '../metric/metric.ts';
import type { Settings } from '../metric/settings.ts';
import { predictedClass, refused, trueClass } from '../reading/example-values.ts';
import { sumsOf } from '../reading/sums.ts';
import { AVERAGES, type ClassAverageOptions } from './average-options.ts';
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
  checkThreshold(name, threshold);
  return {
    name,
    settings: { classes, threshold, ...settings },
    better: 'higher',
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

/** Returns the parts of a metric that sees 1 where the class was predicted, else 0. */
export function rightClass(name: string, threshold: number): Required<Pick<Metric, 'settings' | 'seen'>> {
  checkThreshold(name, threshold);
  return {
    settings: { threshold },
    seen: example =>
      predictedClass(name, example, threshold) === trueClass(name, example, Math.max(2, example.classes)) ? 1 : 0,
  };
}

function checkThreshold(name: string, threshold: number): void {
  if (Number.isNaN(threshold)) throw new ContractError(name, 'threshold must be a number', 'NaN', 'Try 0.5.');
}

/** The sums of a confusion matrix: of its rows, of its columns, of the diagonal, and of all. */
interface ClassTotals {
  readonly hits: Float64Array;
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
  readonly right: number;
  readonly all: number;
}

/** Adds up the rows and columns of a confusion matrix. */
export function classTotals(matrix: Float64Array, classes: number): ClassTotals {
  const [hits, actual, predicted] = [0, 0, 0].map(() => allocate('float64', classes)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  matrix.forEach((weight, cell) => {
    const row = Math.floor(cell / classes);
    const column = cell % classes;
    actual[row]! += weight;
    predicted[column]! += weight;
    if (row === column) hits[row] = weight;
  });
  return { hits, actual, predicted, right: sum(hits), all: sum(actual) };
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

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
