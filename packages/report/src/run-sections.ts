import type { ClassificationReport } from '@thalweg/metrics';
import { calibrationChart } from './charts/calibration-chart.ts';
import { classificationTable } from './charts/classification-table.ts';
import { confusionMatrixChart } from './charts/confusion-matrix-chart.ts';
import { isMatrix } from './charts/counts-of.ts';
import { isCalibrationCurve, isPrecisionRecallCurve, isRocCurve } from './charts/curves.ts';
import { gradientNormChart } from './charts/gradient-norm-chart.ts';
import { importanceChart } from './charts/importance-chart.ts';
import { learningRateChart } from './charts/learning-rate-chart.ts';
import { lossChart } from './charts/loss-chart.ts';
import { metricChart } from './charts/metric-chart.ts';
import { precisionRecallChart } from './charts/precision-recall-chart.ts';
import { rocChart } from './charts/roc-chart.ts';
import { summaryTable } from './charts/summary-table.ts';
import { numberIn } from './series/series.ts';
import { isImportances } from './importance/is-importances.ts';
import { group } from './sections/group.ts';
import type { Section } from './sections/section.ts';
import type { RunRecord } from './runs/run-record.ts';
import { type Run, type Runs, runsIn } from './runs/run.ts';

type NamedRuns = readonly (readonly [name: string, run: Required<Run>])[];

type Records = Readonly<Record<string, readonly RunRecord[]>>;

/** Metrics that have a chart of their own, by the names that they have in most records. */
const REPORTED: Readonly<Record<string, typeof learningRateChart>> = {
  learningRate: learningRateChart,
  rate: learningRateChart,
  gradientNorm: gradientNormChart,
  norm: gradientNormChart,
};

/**
 * Returns the sections that show all there is in runs: a table, charts of the records, and charts of the evaluations, in
 * which it finds confusion matrices, curves and importances by their form. `report` puts them first.
 *
 * @example
 * runSections({ small: [{ step: 1, loss: 2 }] }).map(({ title }) => title) // => ['Summary', 'Training']
 */
export function runSections(runs: Runs): Section[] {
  const all = runsIn('runSections', runs);
  if (all.length === 0) return [];
  const training = trainingSections(all);
  const evaluation = evaluationSections(all);
  return [
    summaryTable(runs),
    ...(training.length > 0 ? [group('Training', training)] : []),
    ...(evaluation.length > 0 ? [group('Evaluation', evaluation)] : []),
  ];
}

function trainingSections(runs: NamedRuns): Section[] {
  const records = Object.fromEntries(
    runs.map(([name, { records }]) => [name, records] as const).filter(([, list]) => list.length > 0),
  );
  const names = metricNames(records);
  const lists = Object.values(records);
  const hasLoss = lists.some(list =>
    list.some(record => record.loss !== undefined || numberIn(record.validation, 'loss') !== undefined),
  );
  return [
    ...(hasLoss ? [lossChart(records)] : []),
    ...names.filter(metric => !Object.hasOwn(REPORTED, metric)).map(metric => metricChart(records, { metric })),
    ...names.filter(metric => Object.hasOwn(REPORTED, metric)).map(metric => REPORTED[metric]!(records, { metric })),
  ];
}

/** The names of all numbers in metrics and validations. */
function metricNames(records: Records): string[] {
  const names = new Set<string>();
  const add = (values: unknown): void => {
    if (typeof values !== 'object' || values === null) return;
    for (const name in values) if (numberIn(values, name) !== undefined) names.add(name);
  };
  for (const list of Object.values(records))
    for (const { metrics, validation } of list) {
      add(metrics);
      add(validation);
    }
  names.delete('loss');
  names.delete('count');
  return [...names];
}

function evaluationSections(runs: NamedRuns): Section[] {
  const matrices = [
    ...each(runs, isMatrix, 'Confusion matrix', (matrix, title) => confusionMatrixChart(matrix, { title })),
    ...each(runs, isClassificationReport, 'Confusion matrix', ({ confusion, labels }, title) =>
      confusionMatrixChart(confusion, { title, labels }),
    ),
  ];
  return [
    ...overlaid(runs, isRocCurve, 'ROC curve', rocChart),
    ...overlaid(runs, isPrecisionRecallCurve, 'Precision and recall', precisionRecallChart),
    ...overlaid(runs, isCalibrationCurve, 'Calibration', calibrationChart),
    ...matrices,
    ...overlaid(runs, isImportances, 'Permutation importance', importanceChart),
    ...each(runs, isClassificationReport, 'Classes', (report, title) => classificationTable(report, { title })),
  ];
}

/** Returns a chart of all runs for each name. */
function overlaid<T>(
  runs: NamedRuns,
  is: (value: unknown) => value is T,
  title: string,
  chart: (values: Readonly<Record<string, T>>, options: { readonly title: string }) => Section,
): Section[] {
  const all = found(runs, is);
  return all.map(([name, values]) => chart(values, { title: all.length === 1 ? title : `${title}: ${name}` }));
}

/** Returns a section for each run and each name. */
function each<T>(
  runs: NamedRuns,
  is: (value: unknown) => value is T,
  title: string,
  section: (value: T, title: string) => Section,
): Section[] {
  const all = found(runs, is);
  const single = runs.length === 1;
  return all.flatMap(([name, values]) =>
    Object.entries(values).map(([run, value]) => {
      const parts = [...(all.length === 1 ? [] : [name]), ...(single ? [] : [run])];
      return section(value, [title, parts.join(', ')].filter(part => part !== '').join(': '));
    }),
  );
}

/** The values of a form in evaluations, by their names and runs. */
function found<T>(
  runs: NamedRuns,
  is: (value: unknown) => value is T,
): [name: string, values: Readonly<Record<string, T>>][] {
  const values = new Map<string, Record<string, T>>();
  for (const [run, { evaluation }] of runs)
    for (const [name, value] of Object.entries(evaluation ?? {})) {
      if (!is(value)) continue;
      if (!values.has(name)) values.set(name, {});
      values.get(name)![run] = value;
    }
  return [...values];
}

/** True for the result of `classificationReport`. */
function isClassificationReport(value: unknown): value is ClassificationReport {
  const { classes, macro, weighted } = (value ?? {}) as Partial<ClassificationReport>;
  return Array.isArray(classes) && typeof macro === 'object' && typeof weighted === 'object';
}
