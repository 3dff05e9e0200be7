import { ContractError, tensor } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { type ClassCounts, classMetric, countsOf } from '../classes/class-metric.ts';
import { classDefaults, type ClassOptions } from '../classes/class-options.ts';
import type { Metric } from '../metric/metric.ts';
import type { ClassificationReport, ClassScores } from './class-scores.ts';
import { classTable, withTable } from './report-table.ts';

/** Options of {@link classificationReport}. */
export interface ClassificationReportOptions extends ClassOptions {
  /** The names of the classes, their numbers by default. There are as many classes as names. */
  readonly labels?: readonly string[];
}

/**
 * Precision, recall and F₁ of each class with their averages, the accuracy and the confusion matrix. A ratio whose
 * denominator is 0 is 0. Without examples there are no classes, and the averages are NaN.
 *
 * - **Throws** `ContractError` for fewer than 2 classes, or another number of labels; a target that is no class, or a score of
 *   NaN, is a stream error
 *
 * @example
 * const report = computeMetric(classificationReport(), { prediction: [0.9, 0.8, 0.1], target: [1, 0, 0] });
 * report.classes[1] // => { label: '1', precision: 0.5, recall: 1, f1: 2 / 3, support: 1 }
 */
export function classificationReport(
  options?: ClassificationReportOptions,
): Metric<ClassificationReport, 'classificationReport'> {
  const given = optionsOf('classificationReport', options, { ...classDefaults, classes: undefined, labels: undefined });
  const { threshold, labels, classes = labels?.length ?? 2 } = given;
  if (labels !== undefined && labels.length !== classes)
    throw new ContractError(
      'classificationReport',
      `labels must be ${classes} names`,
      `${labels.length}`,
      'Name each class.',
    );
  return classMetric('classificationReport', { classes, threshold }, {}, matrix =>
    reportOf(matrix, classes, labels ?? Array.from({ length: classes }, (_, label) => String(label))),
  );
}

function reportOf(matrix: Float64Array, classes: number, labels: readonly string[]): ClassificationReport {
  const scores = countsOf(matrix, classes)
    .map((counts, label) => ({ counts, label: labels[label]! }))
    .filter(({ counts }) => sizeOf(counts) > 0)
    .map(({ counts, label }) => ({ label, ...scoresOf(counts) }));
  const all = scores.reduce((sum, { support }) => sum + support, 0);
  const right = matrix.reduce((sum, weight, cell) => sum + (cell % (classes + 1) === 0 ? weight : 0), 0);
  const report = {
    classes: scores,
    accuracy: right / all,
    macro: meanOf(scores, () => 1),
    weighted: meanOf(scores, ({ support }) => support),
    confusion: tensor(matrix, { shape: [classes, classes] }) as ClassificationReport['confusion'],
    labels,
  };
  return withTable(report, classTable);
}

function sizeOf({ hit, falseAlarm, missed }: ClassCounts): number {
  return hit + falseAlarm + missed;
}

function scoresOf(counts: ClassCounts): ClassScores {
  const { hit, falseAlarm, missed } = counts;
  return {
    precision: ratio(hit, hit + falseAlarm),
    recall: ratio(hit, hit + missed),
    f1: ratio(2 * hit, hit + sizeOf(counts)),
    support: hit + missed,
  };
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

/** Returns the weighted means of scores, and the weight of all examples. */
function meanOf(scores: readonly ClassScores[], weightOf: (scores: ClassScores) => number): ClassScores {
  const sum = (of: (scores: ClassScores) => number): number => scores.reduce((total, one) => total + of(one), 0);
  const mean = (of: (scores: ClassScores) => number): number => sum(one => of(one) * weightOf(one)) / sum(weightOf);
  return {
    precision: mean(({ precision }) => precision),
    recall: mean(({ recall }) => recall),
    f1: mean(({ f1 }) => f1),
    support: sum(({ support }) => support),
  };
}
