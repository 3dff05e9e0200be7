import { optionsOf } from '@thalweg/tensor/engine';
import type { ByRun } from '../runs/by-name.ts';
import { numberIn, recordsByName, validationOf } from '../series/series.ts';
import type { RunRecord } from '../runs/run-record.ts';
import type { ChartSection } from '../sections/section.ts';
import { lineChart, type LineChartOptions } from './line-chart.ts';

/** Options of {@link metricChart}. */
export interface MetricChartOptions extends LineChartOptions {
  /** The name of the metric in the records. */
  readonly metric: string;
}

/**
 * Returns a chart of a metric of one run or of several, with the values of their validations as dots.
 *
 * - **Throws** `ContractError` for an unknown option or value of one
 *
 * @example
 * metricChart([{ step: 1, metrics: { accuracy: 0.5 } }], { metric: 'accuracy' }).title // => 'Accuracy'
 */
export function metricChart(records: ByRun<readonly RunRecord[]>, options: MetricChartOptions): ChartSection {
  const { metric, by, scale, title } = optionsOf('metricChart', options, {
    metric: undefined,
    by: undefined,
    scale: 'linear',
    title: undefined,
  });
  return lineChart({
    what: 'metricChart',
    title: title ?? capitalised(metric),
    label: metric,
    caption: `The metric ${metric} of each record.`,
    runs: recordsByName('metricChart', records),
    lines: [
      { name: 'training', of: record => numberIn(record.metrics, metric) },
      { name: 'validation', of: validationOf(metric), dotted: true },
    ],
    by,
    scale,
    empty: `No record has a metric ${metric}.`,
  });
}

/** Returns a text whose first letter is a capital. */
function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
