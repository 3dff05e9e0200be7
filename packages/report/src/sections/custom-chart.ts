import { optionsOf } from '@thalweg/tensor/engine';
import type { ChartSection, KeyEntry, ReportTable, View } from './section.ts';

/** Options of {@link customChart}. */
export interface CustomChartOptions {
  readonly title: string;
  readonly caption: string;
  /** The numbers behind the chart. */
  readonly table: ReportTable;
  /** The chart in words, for readers who cannot see it; the caption by default. */
  readonly description?: string;
  readonly key?: readonly KeyEntry[];
  /** The names of runs whose colours the chart uses. */
  readonly runs?: readonly string[];
}

/**
 * Returns a chart of your own, drawn by Observable Plot: a function of the frame returns its options. `frame.colour(run)` is
 * the colour of a run; the custom properties of the page, such as `var(--text)`, follow the colour scheme.
 *
 * - **Throws** `ContractError` for an unknown option
 *
 * @example
 * const table = { columns: ['x', 'y'], rows: [[1, 2]] };
 * customChart(() => ({ marks: [] }), { title: 'Drift', caption: 'None.', table }).title // => 'Drift'
 *
 * @example
 * // The records of findLearningRate, of @thalweg/train, as a chart:
 * const line = Plot.lineY(trials, { x: 'learningRate', y: 'smoothedLoss' });
 * customChart(() => ({ x: { type: 'log' }, marks: [line] }), { title: 'Range test', caption: 'Smoothed losses.', table })
 */
export function customChart(plot: View['plot'], options: CustomChartOptions): ChartSection {
  const { title, caption, table, description, key, runs } = optionsOf('customChart', options, {
    title: undefined,
    caption: undefined,
    table: undefined,
    description: undefined,
    key: [],
    runs: [],
  });
  return {
    kind: 'chart',
    title,
    description: description ?? caption,
    runs,
    key,
    caption,
    views: [{ name: 'chart', plot }],
    table,
  };
}
