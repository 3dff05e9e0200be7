import { areaY, dot, lineY, type Markish, type PlotOptions } from '@observablehq/plot';
import { axisText } from '../page/number-text.ts';
import type { Frame } from '../section.ts';
import type { Axis } from '../series/along.ts';
import type { Point } from '../series/condense.ts';
import { axisFormat } from './axis-format.ts';
import { frameOf, xAxis, yAxis } from './chart-frame.ts';
import { isCondensed, type DrawnLine } from './drawn-line.ts';
import { logTicks, rangeOf } from './log-scale.ts';

/** The parts of a plot that lines do not decide. */
export interface LinePlotOptions {
  readonly frame: Frame;
  readonly axis: Axis;
  readonly label: string;
  readonly log: boolean;
}

/** More dots than these would cover the line. */
const MOST_DOTS = 60;

/** Returns the plot of lines: bands below, then lines, then crosses for values that are not finite. */
export function linePlot(lines: readonly DrawnLine[], { frame, axis, label, log }: LinePlotOptions): PlotOptions {
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
