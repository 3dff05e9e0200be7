import { axisX, axisY, gridY, type Markish, type PlotOptions } from '@observablehq/plot';
import { axisText } from '../drawing/number-text.ts';
import type { ChartSection, Frame } from '../sections/section.ts';

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

/** Returns a section that says why there is nothing to show. */
export function emptyChart(title: string, reason: string): ChartSection {
  return {
    kind: 'chart',
    title,
    description: '',
    runs: [],
    key: [],
    views: [],
    caption: reason,
    table: { columns: [], rows: [] },
  };
}

/** The width of a letter in pixels, on average. */
const LETTER = 6.6;

/** The most letters of a label. */
const LETTERS = 16;

/** Returns a label that is not longer than its place. */
export function shortened(label: string, letters: number = LETTERS): string {
  const all = Array.from(label);
  return all.length <= letters ? label : `${all.slice(0, letters - 1).join('')}…`;
}

/** Returns the width of the longest of some labels in pixels. */
export function widthOf(labels: readonly string[]): number {
  return LETTER * Math.max(...labels.map(label => Array.from(label).length));
}

/** The digits that the labels of most axes need. */
const DIGITS = 4;

/** The most digits that a number of 64 bits has. */
const MOST_DIGITS = 15;

/** Format of the numbers of an axis. */
interface AxisFormat {
  readonly text: (value: number) => string;
  /** The room for a label in pixels. */
  readonly width: number;
}

/** Returns a format in which numbers between two bounds differ: `1.5k`, or all digits of numbers that are close together. */
export function axisFormat(low: number, high: number): AxisFormat {
  const size = Math.max(Math.abs(low), Math.abs(high));
  const digits = high > low ? Math.ceil(Math.log10(size / (high - low))) + 2 : DIGITS;
  if (!(digits > DIGITS) || size >= 1e15 || size < 1e-4) return { text: axisText, width: widest(axisText, low, high) };
  const format = new Intl.NumberFormat('en', { maximumSignificantDigits: Math.min(digits, MOST_DIGITS) });
  const text = (value: number): string => format.format(value).replaceAll('-', '−');
  return { text, width: widest(text, low, high) };
}

function widest(text: (value: number) => string, low: number, high: number): number {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return 0;
  const between = [low, high, (low + high) / 2, low + (high - low) / 5].map(value => Number(value.toPrecision(2)));
  return LETTER * Math.max(...[...between, low].map(value => text(value).length));
}
