import { dot, gridX, ruleX, ruleY, axisY, type Markish, type PlotOptions } from '@observablehq/plot';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Importances, Importance } from '../importance/importance.ts';
import { isImportances } from '../importance/is-importances.ts';
import { numberText } from '../drawing/number-text.ts';
import { byName, UNNAMED, type ByRun } from '../runs/by-name.ts';
import type { ReportCell, ChartSection, Frame, ReportTable } from '../sections/section.ts';
import { emptyChart, shortened, widthOf, xAxis } from './chart-frame.ts';

/** Options of {@link importanceChart}. */
export interface ImportanceChartOptions {
  readonly title?: string;
  /** The most columns that are drawn, 20 by default; the table has all. */
  readonly most?: number;
}

/** The importance of a column for a run. */
interface Bar extends Importance {
  readonly run: string;
  readonly low: number;
  readonly high: number;
}

/**
 * Returns a chart of the importance of columns, the largest first, for one run or for several.
 *
 * - **Throws** `ContractError` for an unknown option
 *
 * @example
 * importanceChart({ measured: 0.9, columns: [{ column: 'age', mean: 0.2, deviation: 0.1, repeats: [0.1, 0.3] }] }).views.length // => 1
 */
export function importanceChart(importances: ByRun<Importances>, options?: ImportanceChartOptions): ChartSection {
  const { title, most } = optionsOf('importanceChart', options, { title: 'Permutation importance', most: 20 });
  const runs = byName(importances, {
    what: 'importanceChart',
    words: 'a result of permutationImportance',
    is: isImportances,
  });
  const bars = runs.flatMap(([run, { columns }]) => columns.map(column => barOf(run, column)));
  const columns = inOrder(bars);
  const drawn = columns.slice(0, most);
  const named = runs.filter(([run]) => run !== UNNAMED);
  if (bars.length === 0) return emptyChart(title, 'There are no columns.');
  const hidden = columns.length - drawn.length;
  const more = hidden === 0 ? '' : ` ${numberText(hidden)} less important columns are only in the table.`;
  return {
    kind: 'chart',
    title,
    runs: runs.map(([run]) => run),
    key: named.map(([run]) => ({ text: run, run, mark: 'dot' })),
    description: `The most important columns: ${drawn.slice(0, 3).join(', ')}.`,
    caption: `By how much the measure gets worse when the values of one column are permuted, as mean and standard deviation over the repeats.${more}`,
    views: [{ name: 'importance', plot: frame => plotOf(bars, drawn, frame) }],
    table: tableOf(bars, columns, named.length > 0),
  };
}

function barOf(run: string, importance: Importance): Bar {
  const { mean, deviation } = importance;
  return { ...importance, run, low: mean - deviation, high: mean + deviation };
}

/** The names of the columns by their largest importance in any run. */
function inOrder(bars: readonly Bar[]): string[] {
  const largest = new Map<string, number>();
  for (const { column, mean } of bars)
    largest.set(column, Math.max(largest.get(column) ?? -Infinity, Number.isNaN(mean) ? -Infinity : mean));
  return [...largest].sort(([, a], [, b]) => (a === b ? 0 : b - a)).map(([column]) => column);
}

function plotOf(bars: readonly Bar[], columns: readonly string[], frame: Frame): PlotOptions {
  const letters = frame.narrow ? 13 : 22;
  const labels = columns.map(column => shortened(column, letters));
  const place = { y: 'column', stroke: undefined };
  const runs = [...new Set(bars.map(({ run }) => run))];
  const shift = (run: string): number => 5 * (runs.indexOf(run) - (runs.length - 1) / 2);
  return {
    width: frame.width,
    height: 52 + columns.length * Math.max(22, 8 + 6 * runs.length),
    marginTop: 8,
    marginRight: 16,
    marginBottom: 42,
    marginLeft: Math.max(40, widthOf(labels) + 14),
    x: { type: 'linear', nice: true, zero: true },
    y: { domain: columns },
    marks: [
      gridX({ ticks: frame.narrow ? 4 : 6, stroke: 'var(--grid)', strokeOpacity: 1 }),
      axisY({ label: null, tickSize: 0, tickPadding: 8, tickFormat: (name: string) => shortened(name, letters) }),
      ...xAxis('importance', frame, { places: bars.flatMap(({ low, high }) => [low, high]) }),
      ruleX([0], { stroke: 'var(--quiet)' }),
      ...runs.flatMap((run): Markish[] => {
        const own = bars.filter(bar => bar.run === run && columns.includes(bar.column));
        const options = { y: place.y, dy: shift(run) };
        return [
          ruleY(own, { ...options, x1: 'low', x2: 'high', stroke: frame.colour(run), strokeWidth: 1.5 }),
          dot(own, { ...options, x: 'mean', fill: frame.colour(run), r: 4 }),
        ];
      }),
    ],
  };
}

function tableOf(bars: readonly Bar[], columns: readonly string[], named: boolean): ReportTable {
  const rows = columns.flatMap(column =>
    bars
      .filter(bar => bar.column === column)
      .map(({ run, mean, deviation, repeats }): ReportCell[] => [
        column,
        ...(named ? [run] : []),
        mean,
        deviation,
        repeats.length,
      ]),
  );
  return { columns: ['column', ...(named ? ['run'] : []), 'importance', 'standard deviation', 'repeats'], rows };
}
