import { dot, line, link, type Markish } from '@observablehq/plot';
import { DataError } from '@thalweg/data';
import { numberText } from '../drawing/number-text.ts';
import { UNNAMED } from '../runs/by-name.ts';
import type { ChartSection, Frame, ReportCell, ReportTable, View } from '../sections/section.ts';
import { axisFormat, emptyChart, squareFrame, xAxis, yAxis } from './chart-frame.ts';
import type { Numbers } from './curves.ts';

/** A curve of one run in the unit square. */
interface UnitCurve {
  readonly run: string;
  readonly x: Numbers;
  readonly y: Numbers;
  /** More numbers of each point, by their names, for the table. */
  readonly more?: Readonly<Record<string, Numbers | undefined>>;
  /** A figure that sums up the curve, for the key. */
  readonly figure?: { readonly name: string; readonly value: number };
}

/** Curves in the unit square, and their words. */
export interface CurveChart {
  readonly what: string;
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly caption: string;
  readonly curves: readonly UnitCurve[];
  /** Draws the diagonal. */
  readonly diagonal: boolean;
  readonly dots?: boolean;
}

interface UnitPoint {
  readonly x: number;
  readonly y: number;
  readonly index: number;
}

/** Returns a square chart with a curve for each run. */
export function curveChart(chart: CurveChart): ChartSection {
  const { what, title, curves } = chart;
  const drawn = curves
    .map(curve => ({ ...curve, points: pointsOf(what, curve) }))
    .filter(({ points }) => points.length > 0);
  if (drawn.length === 0) return emptyChart(title, 'There are no examples of both classes to draw it from.');
  return {
    kind: 'chart',
    title,
    runs: drawn.map(({ run }) => run),
    square: true,
    description: drawn.map(curve => keyText(curve) || chart.caption).join('; '),
    key: drawn
      .map(curve => ({
        text: keyText(curve),
        run: curve.run,
        mark: chart.dots === true ? ('dashed' as const) : ('line' as const),
      }))
      .filter(({ text }) => text !== ''),
    caption: captionOf(chart, drawn),
    views: [viewOf(chart, drawn)],
    table: tableOf(chart, drawn),
  };
}

type Drawn = UnitCurve & { readonly points: readonly UnitPoint[] };

function pointsOf(what: string, { x, y }: UnitCurve): UnitPoint[] {
  if (x.length !== y.length)
    throw new DataError(
      what,
      'a curve must have as many numbers on both axes',
      `${x.length} and ${y.length}`,
      'Give both from one curve.',
    );
  const points = Array.from(x as ArrayLike<number>, (at, index) => ({ x: at, y: y[index]!, index }));
  return fewer(points.filter(point => Number.isFinite(point.x) && Number.isFinite(point.y)));
}

function keyText({ run, figure }: UnitCurve): string {
  const value = figure === undefined ? '' : `${figure.name} ${numberText(Number(figure.value.toFixed(4)))}`;
  return [run, value].filter(text => text !== '').join(': ');
}

function captionOf({ caption }: CurveChart, drawn: readonly Drawn[]): string {
  const shortened = drawn.find(({ x, points }) => points.length < x.length);
  if (shortened === undefined) return caption;
  return `${caption} Of ${numberText(shortened.x.length)} points, ${shortened.points.length} are drawn.`;
}

function viewOf(chart: CurveChart, drawn: readonly Drawn[]): View {
  return {
    name: 'curve',
    plot: frame => ({
      ...squareFrame(frame),
      x: { domain: [0, 1] },
      y: { domain: [0, 1] },
      marks: [
        ...yAxis({ label: chart.y, format: axisFormat(0, 1) }, frame),
        ...xAxis(chart.x, frame),
        ...(chart.diagonal ? [diagonal()] : []),
        ...drawn.flatMap(curve => marksOf(curve, frame, chart.dots === true)),
      ],
    }),
  };
}

function diagonal(): Markish {
  return link([0], { x1: 0, y1: 0, x2: 1, y2: 1, stroke: 'var(--quiet)', strokeDasharray: '2 4' });
}

function marksOf({ run, points }: Drawn, { colour, dashes }: Frame, dots: boolean): Markish[] {
  const stroke = colour(run);
  return [
    line(points, { x: 'x', y: 'y', stroke, strokeWidth: dots ? 1.25 : 1.75, strokeDasharray: dashes(run) }),
    ...(dots ? [dot(points, { x: 'x', y: 'y', fill: stroke, r: 3.5 })] : []),
  ];
}

function tableOf({ x, y }: CurveChart, drawn: readonly Drawn[]): ReportTable {
  const named = drawn.some(({ run }) => run !== UNNAMED);
  const more = [
    ...new Set(
      drawn.flatMap(curve =>
        Object.entries(curve.more ?? {}).flatMap(([name, numbers]) => (numbers === undefined ? [] : [name])),
      ),
    ),
  ];
  const rows = drawn.flatMap(curve =>
    curve.points.map((point): ReportCell[] => [
      ...(named ? [curve.run] : []),
      point.x,
      point.y,
      ...more.map(name => curve.more?.[name]?.[point.index]),
    ]),
  );
  return { columns: [...(named ? ['run'] : []), x, y, ...more], rows };
}

/** A point of a curve. */
interface Place {
  readonly x: number;
  readonly y: number;
}

/** The most points of a curve. */
const POINTS = 200;

/**
 * Returns at most 200 of the points of a curve, which keep its shape: the first, the last, and from each group of
 * neighbours the point that spans the largest triangle with the one before and the mean of the next group.
 *
 * - **Source** Steinarsson, "Downsampling Time Series for Visual Representation", 2013, §4.2 (largest triangle, three buckets)
 */
export function fewer<P extends Place>(points: readonly P[], most: number = POINTS): P[] {
  if (points.length <= most) return [...points];
  const size = (points.length - 2) / (most - 2);
  const start = (group: number): number => 1 + Math.floor(group * size);
  const kept = [points[0]!];
  for (let group = 0; group < most - 2; group++) {
    const next = meanOf(points, start(group + 1), Math.min(start(group + 2), points.length));
    kept.push(farthest(points.slice(start(group), start(group + 1)), kept.at(-1)!, next));
  }
  return [...kept, points.at(-1)!];
}

function meanOf(points: readonly Place[], from: number, to: number): Place {
  if (from >= to) return points.at(-1)!;
  let [x, y] = [0, 0];
  for (let i = from; i < to; i++) [x, y] = [x + points[i]!.x, y + points[i]!.y];
  return { x: x / (to - from), y: y / (to - from) };
}

function farthest<P extends Place>(group: readonly P[], before: Place, next: Place): P {
  let [found, largest] = [group[0]!, -1];
  for (const point of group) {
    const area = Math.abs((before.x - next.x) * (point.y - before.y) - (before.x - point.x) * (next.y - before.y));
    if (area > largest) [found, largest] = [point, area];
  }
  return found;
}
