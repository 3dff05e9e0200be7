import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import {
  calibrationChart,
  group,
  importanceChart,
  type Importances,
  lossChart,
  metricChart,
  note,
  report,
  type ReportTable,
  rocChart,
  type RunRecord,
  type Section,
} from '@thalweg/report';
import { StateError } from '@thalweg/train';
import type { Evaluation } from '../measure/figures.ts';
import type { CoursePoint, Predictor } from '../stream/stream-measures.ts';

type Some<T> = Readonly<Partial<Record<Predictor, T>>>;

/** The contents of a report of a run. */
export interface Reported {
  readonly flights: number;
  /** The share of late flights. */
  readonly late: number;
  /** The quality over the second half of the flights, along the stream and by batches of the first half. */
  readonly stream: Some<Evaluation>;
  readonly batches: Some<Evaluation>;
  /** The figures along the stream, and the steps of the trainings by batches. */
  readonly courses: Some<readonly CoursePoint[]>;
  readonly records: Some<readonly RunRecord[]>;
  readonly importances: Importances;
}

const assumptions = `A flight is predicted as it leaves, and counts as late if it lands more than 15 minutes after its time. Its label arrives when it has landed, so labels are late and out of order. Local times become UTC by 15° of longitude an hour. A flight is assumed to take 30 minutes, its distance at 450 miles an hour, and its delay if it is late.

Recent delays are decaying averages over the flights that have landed by then. By batches, models learn from the flights of the first half that had landed when the second half began.`;

/** Returns the report of a run as one HTML file. */
export function flightsReport({ flights, late, stream, batches, courses, records, importances }: Reported): string {
  return report({
    title: 'Late flights',
    lead: `${flights.toLocaleString('en-US')} flights, of which ${(100 * late).toFixed(1)}% were late. Models and baselines predict the second half of them.`,
    sections: [
      {
        kind: 'table',
        title: 'Figures',
        tables: [tableOf('Along the stream', stream), tableOf('By batches', batches)],
      },
      group('Along the stream', streamSections(stream, courses)),
      group('By batches', batchSections({ batches, records, importances })),
      note(assumptions, { title: 'What is known when' }),
    ],
  });
}

function tableOf(title: string, evaluations: Some<Evaluation>): ReportTable {
  const rows = Object.entries(titled(evaluations)).map(([name, { auc, logLoss }]) => [
    name,
    auc.toFixed(4),
    logLoss.toFixed(4),
  ]);
  return { title, columns: ['', 'AUC', 'log loss'], rows };
}

function streamSections(evaluations: Some<Evaluation>, courses: Some<readonly CoursePoint[]>): Section[] {
  const runs = Object.fromEntries(
    Object.entries(titled(courses)).map(([name, course]) => [name, course.map(recordOf)]),
  );
  return [
    metricChart(runs, { metric: 'log loss', title: 'Log loss of the flights that landed last' }),
    metricChart(runs, { metric: 'AUC', title: 'AUC of the flights that landed last' }),
    ...curves(evaluations),
  ];
}

function recordOf({ step, metrics: { auc, logLoss } }: CoursePoint): RunRecord {
  return { examples: step, metrics: { AUC: auc, 'log loss': logLoss } };
}

function batchSections({
  batches,
  records,
  importances,
}: Pick<Reported, 'batches' | 'records' | 'importances'>): Section[] {
  return [
    lossChart(titled(records), { title: 'Loss of the training' }),
    ...curves(batches),
    importanceChart(importances, { title: 'What the logistic model needs' }),
  ];
}

/** The curves of the second half of the flights. */
function curves(evaluations: Some<Evaluation>): Section[] {
  const all = Object.entries(titled(evaluations));
  const of = <T>(part: (evaluation: Evaluation) => T) =>
    Object.fromEntries(all.map(([name, evaluation]) => [name, part(evaluation)]));
  return [rocChart(of(({ roc }) => roc)), calibrationChart(of(({ calibration }) => calibration))];
}

/** The title of each predictor. */
export const titles: Readonly<Record<Predictor, string>> = {
  baseRate: 'base rate',
  table: 'table of airport and hour',
  plain: 'logistic, no recent delays',
  logistic: 'logistic',
  factorization: 'factorization machine',
  network: 'network with embeddings',
};

/** Returns values by what people read, for those names that have a value. */
function titled<T>(values: Readonly<Partial<Record<Predictor, T>>>): Readonly<Record<string, T>> {
  const names = Object.keys(titles) as Predictor[];
  return Object.fromEntries(names.flatMap(name => (values[name] === undefined ? [] : [[titles[name], values[name]]])));
}

/**
 * Checks that a report can be written to a path, before the work begins.
 *
 * - **Throws** `StateError` if it is a folder, or its folder does not exist or cannot be written
 */
export function checkReportPath(path: string): void {
  const advice = 'Give a file in a folder that exists.';
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new StateError('--report', 'it must be a file', `the folder ${path}`, advice);
  try {
    accessSync(dirname(resolve(path)), constants.W_OK);
  } catch (cause) {
    throw new StateError('--report', 'its folder must exist and be writable', path, advice, { cause });
  }
}
