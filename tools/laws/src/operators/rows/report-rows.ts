import { timed, type Timed } from '@thalweg/report';
import type { OperatorRow } from '../laws/operator-row.ts';
import { example, type Example } from './example.ts';

/** The operators of `@thalweg/report` over records of runs. */
export const reportRows: readonly OperatorRow<Example>[] = [
  {
    name: 'timed',
    make: () => timed({ examples: 2 }),
    item: example,
    oracle: items => items.map(({ x }, i) => `${x}: ${2 * (i + 1)} examples`),
    shown: ({ x, seconds, examples }: Example & Timed) =>
      seconds >= 0 && seconds < 60 ? `${x}: ${examples} examples` : `${seconds} seconds`,
    throwing: error => {
      const examples = (): never => {
        throw error;
      };
      return timed<Example>({ examples });
    },
  },
];

/** The exports of `@thalweg/report` without a row. */
export const reportExceptions: Readonly<Record<string, string>> = {
  report: 'a function of runs',
  runSections: 'a function of runs',
  summaryTable: 'a function of runs',
  lossChart: 'a function of records',
  metricChart: 'a function of records',
  learningRateChart: 'a function of records',
  gradientNormChart: 'a function of records',
  rocChart: 'a function of curves',
  precisionRecallChart: 'a function of curves',
  calibrationChart: 'a function of curves',
  confusionMatrixChart: 'a function of a matrix',
  classificationTable: 'a function of a report of classes',
  residualChart: 'a function of predictions',
  importanceChart: 'a function of importances',
  customChart: 'a function of a plot',
  group: 'a function of sections',
  note: 'a function of a text',
  permutationImportance: 'nothing has no importance: its own tests say what it does with its source',
};
