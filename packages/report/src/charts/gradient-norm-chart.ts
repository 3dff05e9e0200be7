import { optionsOf } from '@thalweg/tensor/engine';
import type { ByRun } from '../runs/by-name.ts';
import { numberIn, recordsByName } from '../series/series.ts';
import type { RunRecord } from '../runs/run-record.ts';
import type { ChartSection } from '../sections/section.ts';
import type { ReportedChartOptions } from './learning-rate-chart.ts';
import { lineChart } from './line-chart.ts';

/**
 * Returns a chart of the norm of the gradients of one run or of several, which `train(…, { metrics: { gradientNorm } })`
 * reports.
 *
 * - **Throws** `ContractError` for an unknown option or value of one
 *
 * @example
 * gradientNormChart([{ step: 1, metrics: { norm: 2 } }], { metric: 'norm' }).views.length // => 1
 */
export function gradientNormChart(records: ByRun<readonly RunRecord[]>, options?: ReportedChartOptions): ChartSection {
  const { metric, by, scale, title } = optionsOf('gradientNormChart', options, {
    metric: 'gradientNorm',
    by: undefined,
    scale: 'auto',
    title: 'Gradient norm',
  });
  return lineChart({
    what: 'gradientNormChart',
    title,
    label: 'norm of all gradients',
    caption: 'The norm of the gradients of each step.',
    runs: recordsByName('gradientNormChart', records),
    lines: [{ name: '', of: record => numberIn(record.metrics, metric) }],
    by,
    scale,
    empty: `No record has a metric ${metric}.`,
  });
}
