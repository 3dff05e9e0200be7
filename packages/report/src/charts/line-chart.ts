import { areaY, dot, lineY, type Markish, type PlotOptions } from '@observablehq/plot';
import { oneOf } from '@thalweg/tensor/engine';
import { axisText, numberText } from '../drawing/number-text.ts';
import { UNNAMED } from '../runs/by-name.ts';
import type { RunRecord } from '../runs/run-record.ts';
import type { ChartSection, Frame, KeyEntry, ReportCell, ReportTable, View } from '../sections/section.ts';
import {
  ALONG,
  type Along,
  type Axis,
  axisOf,
  condense,
  isLogarithmic,
  logTicks,
  type Point,
  rangeOf,
  type Scale,
  SCALES,
  seriesOf,
  type ValueOf,
} from '../series/series.ts';
import { axisFormat, emptyChart, frameOf, xAxis, yAxis } from './chart-frame.ts';

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

/** Returns the points of lines as a table. */
function lineTable(
  lines: readonly DrawnLine[],
  { axis, label }: { readonly axis: Axis; readonly label: string },
): ReportTable {
  const condensed = lines.some(isCondensed);
  const named = lines.some(({ run }) => run !== UNNAMED);
  const several = new Set(lines.map(({ name }) => name)).size > 1;
  const places = condensed ? [`${axis.label}, from`, 'to'] : [axis.label];
  const values = condensed ? [`mean ${label}`, 'smallest', 'largest', 'records', 'NaN or ∞'] : [label];
  const rows = lines.flatMap(({ run, name, points }) =>
    points.map((point): ReportCell[] => [
      ...(named ? [run] : []),
      ...(several ? [name] : []),
      ...(condensed ? [point.from, point.to] : [point.x]),
      point.mean,
      ...(condensed ? [point.low, point.high, point.count, point.missing] : []),
    ]),
  );
  return { columns: [...(named ? ['run'] : []), ...(several ? ['line'] : []), ...places, ...values], rows };
}

/** Returns the caption of a chart: what it shows, and all that was done to the values. */
function lineCaption(
  lines: readonly DrawnLine[],
  { caption, log, asked }: { readonly caption: string; readonly log: boolean; readonly asked: Scale },
): string {
  return [caption, condensed(lines), scale(log, asked), missing(lines)].filter(text => text !== '').join(' ');
}

function condensed(lines: readonly DrawnLine[]): string {
  const long = lines.filter(isCondensed);
  if (long.length === 0) return '';
  const most = Math.max(...long.flatMap(({ points }) => points.map(({ count }) => count)));
  return `A point is the mean of up to ${numberText(most)} neighbouring records; the band reaches from the smallest to the largest of them.`;
}

function scale(log: boolean, asked: Scale): string {
  if (log) return 'The vertical scale is logarithmic.';
  return asked === 'log' ? 'The vertical scale is linear, as some values are not positive.' : '';
}

function missing(lines: readonly DrawnLine[]): string {
  const points = lines.flatMap(line => line.points);
  const count = points.reduce((sum, point) => sum + point.missing, 0);
  const all = points.reduce((sum, point) => sum + point.count, 0);
  if (count === 0) return '';
  const are = count === 1 ? 'value is' : 'values are';
  return `${numberText(count)} of ${numberText(all)} ${are} NaN or infinite. Crosses at the bottom mark them.`;
}

/** The parts of a plot that lines do not decide. */
interface LinePlotOptions {
  readonly frame: Frame;
  readonly axis: Axis;
  readonly label: string;
  readonly log: boolean;
}

/** More dots than these would cover the line. */
const MOST_DOTS = 60;

/** Returns the plot of lines: bands below, then lines, then crosses for values that are not finite. */
function linePlot(lines: readonly DrawnLine[], { frame, axis, label, log }: LinePlotOptions): PlotOptions {
  const points = lines.flatMap(line => line.points);
  const { low, high } = rangeOf(points);
  const places = points.map(({ x }) => x);
  const ticks = log ? logTicks(low, high) : undefined;
  const format = log ? { text: axisText, width: 0 } : axisFormat(low, high);
  const vertical = { label, format, ticks: ticks !== undefined && ticks.length > 1 ? ticks : undefined };
  return {
    ...frameOf(frame, vertical),
    x: { type: 'linear' },
    y: { type: log ? 'log' : 'linear', nice: !log, zero: false },
    marks: [
      ...yAxis(vertical, frame),
      ...xAxis(axis.label, frame, { whole: axis.name !== 'time', places }),
      ...lines.filter(isCondensed).map(line => band(line, frame)),
      ...lines.flatMap(line => marksOf(line, frame)),
      crosses(points),
    ],
  };
}

function band({ run, points }: DrawnLine, { colour }: Frame): Markish {
  return areaY(points, { x: 'x', y1: 'low', y2: 'high', fill: colour(run), fillOpacity: 0.18 });
}

function marksOf({ run, dotted, points }: DrawnLine, { colour, dashes }: Frame): Markish[] {
  const place = { x: 'x', y: 'mean' };
  const stroke = colour(run);
  const line = lineY(points, { ...place, stroke, strokeWidth: 1.75, strokeDasharray: dashes(run) });
  if (!dotted) return [line, dot(points.filter(isAlone), { ...place, fill: stroke, r: 2.5 })];
  return [
    lineY(points, { ...place, stroke, strokeWidth: 1.25, strokeDasharray: '4 3' }),
    ...(points.length > MOST_DOTS ? [] : [dot(points, { ...place, fill: stroke, r: 3 })]),
  ];
}

/** True for a point that a line would not show, as its neighbours are gaps. */
function isAlone({ mean }: Point, index: number, points: readonly Point[]): boolean {
  const isGap = (point: Point | undefined): boolean => point === undefined || Number.isNaN(point.mean);
  return !Number.isNaN(mean) && isGap(points[index - 1]) && isGap(points[index + 1]);
}

function crosses(points: readonly Point[]): Markish {
  const broken = points.filter(({ missing }) => missing > 0);
  return dot(broken, { x: 'x', frameAnchor: 'bottom', dy: -6, symbol: 'times', r: 3.5, stroke: 'var(--warning)' });
}

/** A line of a chart, as the points that are drawn. */
interface DrawnLine {
  readonly run: string;
  readonly name: string;
  readonly dotted: boolean;
  /** The number of records behind the points. */
  readonly records: number;
  readonly points: readonly Point[];
}

/** True if points are means of several records. */
function isCondensed({ records, points }: DrawnLine): boolean {
  return records > points.length;
}
