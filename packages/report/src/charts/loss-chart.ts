import { optionsOf } from '@thalweg/tensor/engine';
import type { ByRun } from '../runs/by-name.ts';
import { recordsByName, validationOf } from '../series/series.ts';
import type { RunRecord } from '../runs/run-record.ts';
import type { ChartSection } from '../sections/section.ts';
import { lineChart, type LineChartOptions } from './line-chart.ts';

/**
 * Returns a chart of the loss of one run or of several, with the loss of their validations as dots. Values of NaN and ∞ are
 * gaps, which the chart marks and counts. For a run of more than 320 records, it draws means, with a band from the smallest
 * to the largest value.
 *
 * - **Throws** `ContractError` for an unknown option or value of one
 *
 * @example
 * lossChart({ small: [{ step: 1, loss: 2 }], large: [{ step: 1, loss: 3 }] }).runs // => ['small', 'large']
 */
export function lossChart(records: ByRun<readonly RunRecord[]>, options?: LineChartOptions): ChartSection {
  const { by, scale, title } = optionsOf('lossChart', options, { by: undefined, scale: 'auto', title: 'Loss' });
  return lineChart({
    what: 'lossChart',
    title,
    label: 'loss',
    caption: 'The loss on the records of each step, before the parameters moved.',
    runs: recordsByName('lossChart', records),
    lines: [
      { name: 'training', of: record => record.loss },
      { name: 'validation', of: validationOf('loss'), dotted: true },
    ],
    by,
    scale,
    empty: 'No record has a loss.',
  });
}
