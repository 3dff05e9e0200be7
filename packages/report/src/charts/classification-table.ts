import type { ClassificationReport, ClassScores } from '@thalweg/metrics';
import { optionsOf } from '@thalweg/tensor/engine';
import type { ReportCell, TableSection } from '../sections/section.ts';
import type { TitleOptions } from './roc-chart.ts';

/**
 * Returns a table of precision, recall and F₁ by class, as `classificationReport` of `@thalweg/metrics` measures them.
 *
 * - **Throws** `ContractError` for an unknown option
 *
 * @example
 * const scores = computeMetric(classificationReport(), { prediction: [0.9, 0.8, 0.1], target: [1, 0, 0] });
 * classificationTable(scores).tables[0]?.rows[1] // => ['1', 0.5, 1, 2 / 3, 1]
 */
export function classificationTable(report: ClassificationReport, options?: TitleOptions): TableSection {
  const { title } = optionsOf('classificationTable', options, { title: 'Classes' });
  const { classes, macro, weighted } = report;
  const rows = [
    ...classes.map(scores => rowOf(scores.label, scores)),
    rowOf('mean', macro),
    rowOf('mean weighted by examples', weighted),
  ];
  return { kind: 'table', title, tables: [{ columns: ['class', 'precision', 'recall', 'F₁', 'examples'], rows }] };
}

function rowOf(label: string, { precision, recall, f1, support }: ClassScores): ReportCell[] {
  return [label, precision, recall, f1, support];
}
