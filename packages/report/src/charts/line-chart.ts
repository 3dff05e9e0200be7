import { oneOf } from '@thalweg/tensor/engine';
import { UNNAMED } from '../runs/by-name.ts';
import type { RunRecord } from '../runs/run-record.ts';
import type { ChartSection, KeyEntry, View } from '../section.ts';
import { ALONG, axisOf, type Along, type Axis } from '../series/along.ts';
import { condense, type Point } from '../series/condense.ts';
import { seriesOf, type ValueOf } from '../series/series.ts';
import type { DrawnLine } from './drawn-line.ts';
import { emptyChart } from './empty-chart.ts';
import { lineCaption } from './line-caption.ts';
import { linePlot } from './line-plot.ts';
import { lineTable } from './line-table.ts';
import { isLogarithmic, SCALES, type Scale } from './log-scale.ts';

/** Options of charts of records. */
export interface LineChartOptions {
  /** The horizontal axes between which a reader chooses; by default all that the records have. */
  readonly by?: Along | readonly Along[];
  /** The scale of the vertical axis: `'linear'`, `'log'`, or `'auto'`, which is `'log'` for positive values over a wide range. */
  readonly scale?: Scale;
  readonly title?: string;
}

/** A line for each run. */
interface Line {
  /** Empty for the only line. */
  readonly name: string;
  readonly of: ValueOf;
  /** Drawn with dots and dashes. */
  readonly dotted?: boolean;
}

/** Runs, and the lines that are drawn for each of them. */
export interface LineChart {
  readonly what: string;
  readonly title: string;
  /** The name of the values, for the vertical axis. */
  readonly label: string;
  readonly caption: string;
  readonly runs: readonly (readonly [run: string, records: readonly RunRecord[]])[];
  readonly lines: readonly Line[];
  readonly by: LineChartOptions['by'];
  readonly scale: Scale;
  /** Says what records need to be in the chart. */
  readonly empty: string;
}

/** Returns a chart with a line for each run, and a view for each horizontal axis. */
export function lineChart(chart: LineChart): ChartSection {
  const { what, title, runs, by = ALONG, label, caption } = chart;
  oneOf(what, chart.scale, SCALES, 'scale');
  const names = [by].flat().map(name => oneOf(what, name, ALONG, 'by'));
  const lists = runs.map(([, records]) => records);
  const found = names.map(name => axisOf(name, lists)).filter(axis => axis !== undefined);
  const drawn = found.map(axis => [axis, linesAlong(chart, axis)] as const).filter(([, lines]) => lines.length > 0);
  const [first] = drawn;
  if (first === undefined) return emptyChart(title, emptiness(chart, names));
  const [axis, lines] = first;
  const log = isLogarithmic(chart.scale, pointsOf(lines));
  return {
    kind: 'chart',
    title,
    runs: runs.map(([run]) => run),
    key: keyOf(lines),
    description: descriptionOf(label, lines),
    caption: lineCaption(lines, { caption, log, asked: chart.scale }),
    views: drawn.map(([axis, lines]) => viewOf(axis, lines, { label, log })),
    table: lineTable(lines, { axis, label }),
  };
}

/** Returns the lines that have a value somewhere. */
function linesAlong({ runs, lines }: LineChart, axis: Axis): DrawnLine[] {
  return runs.flatMap(([run, records]) =>
    lines
      .map(({ name, of, dotted = false }) => {
        const series = seriesOf(records, axis, of);
        return { run, name, dotted, records: series.x.length, points: condense(series) };
      })
      .filter(({ points }) => points.length > 0),
  );
}

function pointsOf(lines: readonly DrawnLine[]): Point[] {
  return lines.flatMap(({ points }) => points);
}

function viewOf(
  axis: Axis,
  lines: readonly DrawnLine[],
  { label, log }: { readonly label: string; readonly log: boolean },
): View {
  return { name: axis.name, plot: frame => linePlot(lines, { frame, axis, label, log }) };
}

function keyOf(lines: readonly DrawnLine[]): KeyEntry[] {
  const runs = [...new Set(lines.map(({ run }) => run))].filter(run => run !== UNNAMED);
  const styles = new Map(lines.map(({ name, dotted }) => [name, dotted ? 'dashed' : 'line'] as const));
  const only = runs.length === 0 ? { run: UNNAMED } : {};
  return [
    ...runs.map(run => ({ text: run, run, mark: 'line' as const })),
    ...(styles.size > 1 ? Array.from(styles, ([text, mark]) => ({ text, mark, ...only })) : []),
  ];
}

function descriptionOf(label: string, lines: readonly DrawnLine[]): string {
  const parts = lines.map(({ run, name, points }) => {
    const known = points.filter(({ mean }) => Number.isFinite(mean));
    const line = [run, name].filter(text => text !== '').join(', ') || label;
    return known.length === 0
      ? `${line}: no finite value`
      : `${line}: from ${short(known[0]!.mean)} to ${short(known.at(-1)!.mean)}`;
  });
  return `${parts.join('; ')}.`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function emptiness({ empty, runs }: LineChart, names: readonly Along[]): string {
  if (runs.every(([, records]) => records.length === 0)) return 'There are no records.';
  if (names.length > 1 || names[0] === 'step') return empty;
  return `No record has ${names[0] === 'time' ? 'seconds: timed() adds them.' : 'a number of examples: timed({ examples }) adds it.'}`;
}
