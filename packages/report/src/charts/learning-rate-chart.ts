import { optionsOf } from '@thalweg/tensor/engine';
import type { ByRun } from '../runs/by-name.ts';
import { numberIn, recordsByName } from '../series/series.ts';
import type { RunRecord } from '../runs/run-record.ts';
import type { ChartSection } from '../sections/section.ts';
import { lineChart, type LineChartOptions } from './line-chart.ts';

/** Options of charts of a node that `train` reports as a metric. */
export interface ReportedChartOptions extends LineChartOptions {
  /** The name of the metric in the records. */
  readonly metric?: string;
}

/**
 * Returns a chart of the learning rate of one run or of several, which `train(…, { metrics: { learningRate } })` reports.
 *
 * - **Throws** `ContractError` for an unknown option or value of one
 *
 * @example
 * learningRateChart([{ step: 1, metrics: { learningRate: 0.01 } }]).views.length // => 1
 */
export function learningRateChart(records: ByRun<readonly RunRecord[]>, options?: ReportedChartOptions): ChartSection {
  const { metric, by, scale, title } = optionsOf('learningRateChart', options, {
    metric: 'learningRate',
    by: undefined,
    scale: 'auto',
    title: 'Learning rate',
  });
  return lineChart({
    what: 'learningRateChart',
    title,
    label: 'learning rate',
    caption: 'The learning rate of each step.',
    runs: recordsByName('learningRateChart', records),
    lines: [{ name: '', of: record => numberIn(record.metrics, metric) }],
    by,
    scale,
    empty: `No record has a metric ${metric}.`,
  });
}
