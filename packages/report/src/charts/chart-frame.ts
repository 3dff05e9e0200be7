import { axisX, axisY, gridY, type Markish, type PlotOptions } from '@observablehq/plot';
import type { Frame } from '../section.ts';
import { axisFormat, type AxisFormat } from './axis-format.ts';
import { LETTER, shortened } from './label-sizes.ts';

const MARGINS = { marginTop: 26, marginRight: 14, marginBottom: 42 } as const;
const LEFT = 46;

/** The vertical axis of a chart. */
export interface VerticalAxis {
  readonly label: string;
  readonly format: AxisFormat;
  readonly ticks?: readonly number[] | undefined;
}

/** Returns the size and the margins of a chart with a vertical axis. */
export function frameOf(
  { width, narrow }: Frame,
  { format }: VerticalAxis,
  height: number = narrow ? 230 : 280,
): PlotOptions {
  return { width, height, ...MARGINS, marginLeft: leftOf(format) };
}

/** Returns the size and the margins of a chart whose axes reach from 0 to 1. */
export function squareFrame({ narrow }: Frame): PlotOptions {
  const side = narrow ? 330 : 420;
  return { width: side, height: side + 4, ...MARGINS, marginLeft: LEFT };
}

/** Returns a vertical axis with lines across the chart, and its label above. */
export function yAxis({ label, format, ticks }: VerticalAxis, { width }: Frame): Markish[] {
  const where = { ticks: ticks === undefined ? 5 : [...ticks] };
  return [
    gridY({ ...where, stroke: 'var(--grid)', strokeOpacity: 1 }),
    axisY({
      ...where,
      label: fitting(label, width),
      tickSize: 0,
      tickPadding: 8,
      tickFormat: format.text as never,
      labelOffset: leftOf(format) - 2,
    }),
  ];
}

/** Returns a horizontal axis. An axis of whole numbers has no ticks between them. */
export function xAxis(
  label: string,
  { narrow, width }: Frame,
  { whole = false, places = [0, 1] }: { readonly whole?: boolean; readonly places?: readonly number[] } = {},
): Markish[] {
  const most = narrow ? 4 : 6;
  const [low, high] = bounds(places);
  const ticks = whole ? (wholeTicks(low, high, most) ?? most) : most;
  return [
    axisX({
      ticks,
      label: fitting(label, width),
      tickSize: 4,
      tickPadding: 5,
      tickFormat: axisFormat(low, high).text as never,
      labelOffset: 38,
    }),
  ];
}

/** Returns the smallest and the largest of some numbers. */
export function bounds(numbers: readonly number[]): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const number of numbers) [low, high] = [Math.min(low, number), Math.max(high, number)];
  return [low, high];
}

function leftOf({ width }: AxisFormat): number {
  return Math.max(LEFT, Math.ceil(width) + 12);
}

/** Returns a label that is not wider than a chart, with its arrow. */
function fitting(label: string, width: number): string {
  return shortened(label, Math.floor((width - 40) / LETTER));
}

/** Returns the whole numbers between bounds, if they are few. */
function wholeTicks(low: number, high: number, most: number): number[] | undefined {
  const [first, last] = [Math.ceil(low), Math.floor(high)];
  if (last - first + 1 > most) return undefined;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}
