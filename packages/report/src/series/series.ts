import { byName, type ByRun } from '../runs/by-name.ts';
import type { RunRecord } from '../runs/run-record.ts';

/** Numbers of one run along an axis, in the order of the axis. */
interface Series {
  readonly x: Float64Array;
  /** NaN and ±∞ are gaps. */
  readonly y: Float64Array;
}

/** Reads a number from a record; `undefined` if the record has none. */
export type ValueOf = (record: RunRecord) => number | undefined;

/** Returns the values of the records that have both a place on the axis and a value. */
export function seriesOf(records: readonly RunRecord[], axis: Axis, value: ValueOf): Series {
  const x = new Float64Array(records.length);
  const y = new Float64Array(records.length);
  let length = 0;
  let sorted = true;
  for (const record of records) {
    const [place, number] = [axis.of(record), value(record)];
    if (typeof place !== 'number' || typeof number !== 'number' || !Number.isFinite(place)) continue;
    if (length > 0 && place < x[length - 1]!) sorted = false;
    x[length] = place;
    y[length++] = number;
  }
  const series = { x: x.subarray(0, length), y: y.subarray(0, length) };
  return sorted ? series : sortedByX(series);
}

function sortedByX({ x, y }: Series): Series {
  const order = Array.from(x.keys()).sort((a, b) => x[a]! - x[b]!);
  return { x: Float64Array.from(order, i => x[i]!), y: Float64Array.from(order, i => y[i]!) };
}

/** Returns a function that reads a number from the validation of a record. */
export function validationOf(name: string): ValueOf {
  return ({ validation }) => numberIn(validation, name);
}

/** Returns the number of that name in an object; `undefined` without one. */
export function numberIn(values: unknown, name: string): number | undefined {
  if (typeof values !== 'object' || values === null) return undefined;
  const value = (values as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'number' ? value : undefined;
}

/** Returns the records of runs with their names. Throws `ContractError` for anything else. */
export function recordsByName(
  what: string,
  records: ByRun<readonly RunRecord[]>,
): [run: string, records: readonly RunRecord[]][] {
  return byName(records, { what, words: 'a list of records', is: Array.isArray });
}

/** The horizontal axis of a chart of records. */
export type Along = 'step' | 'examples' | 'time';

/** All horizontal axes, in the order in which a chart offers them. */
export const ALONG: readonly Along[] = ['step', 'examples', 'time'];

/** A horizontal axis: its label, and the place of a record on it. */
export interface Axis {
  readonly name: Along;
  readonly label: string;
  readonly of: (record: RunRecord) => number | undefined;
}

const PLACES: Readonly<Record<Along, Axis['of']>> = {
  step: record => record.step,
  examples: record => record.examples ?? record.count,
  time: record => record.seconds,
};

/** The units of time by the shortest run, in seconds, that has them. */
const UNITS = [
  { from: 10_800, unit: 'hours', seconds: 3600 },
  { from: 180, unit: 'minutes', seconds: 60 },
  { from: 0, unit: 'seconds', seconds: 1 },
] as const;

/** Returns an axis for the records of runs; `undefined` if none of them has a place on it. */
export function axisOf(name: Along, runs: readonly (readonly RunRecord[])[]): Axis | undefined {
  const place = PLACES[name];
  const largest = Math.max(...runs.map(records => largestOf(records, place)));
  if (largest === -Infinity) return undefined;
  if (name !== 'time') return { name, label: name, of: place };
  const { unit, seconds } = UNITS.find(({ from }) => largest >= from) ?? UNITS[2];
  const of = (record: RunRecord): number | undefined => {
    const value = place(record);
    return value === undefined ? undefined : value / seconds;
  };
  return { name, label: `time in ${unit}`, of };
}

function largestOf(records: readonly RunRecord[], place: Axis['of']): number {
  let largest = -Infinity;
  for (const record of records) {
    const value = place(record);
    if (value !== undefined && value > largest && value < Infinity) largest = value;
  }
  return largest;
}

/** Neighbouring values as one point of a line. */
export interface Point {
  /** Mean place on the axis. */
  readonly x: number;
  readonly from: number;
  readonly to: number;
  /** Mean of the values that are finite; NaN without any. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** The number of values that are NaN or infinite. */
  readonly missing: number;
}

/** The points of a long line: about one for three pixels. */
const POINTS = 160;

/**
 * Returns points that show a series: its values if they are at most 320, else at most 160 points with the mean, the smallest
 * and the largest of the values in equal parts of the axis. So a peak of a single value stays visible, in the band.
 */
export function condense({ x, y }: Series, most: number = POINTS): Point[] {
  const [first, last] = [x[0]!, x.at(-1)!];
  if (x.length <= 2 * most) return Array.from(x, (_, i) => pointOf(x, y, i, i + 1));
  const points: Point[] = [];
  for (let part = 1, start = 0; start < x.length; part++) {
    const limit = first + ((last - first) * part) / most;
    let end = start;
    while (end < x.length && (part >= most || x[end]! < limit)) end++;
    if (end > start) points.push(pointOf(x, y, start, end));
    start = end;
  }
  return points;
}

function pointOf(x: Float64Array, y: Float64Array, start: number, end: number): Point {
  let [places, sum, count, low, high] = [0, 0, 0, Infinity, -Infinity];
  for (let i = start; i < end; i++) {
    places += x[i]!;
    const value = y[i]!;
    if (!Number.isFinite(value)) continue;
    sum += value;
    count++;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const all = end - start;
  const range = count === 0 ? { mean: NaN, low: NaN, high: NaN } : { mean: sum / count, low, high };
  return { x: places / all, from: x[start]!, to: x[end - 1]!, ...range, count: all, missing: all - count };
}

/** The scale of a vertical axis. `'auto'` is `'log'` for positive values of which one is 30 times another. */
export type Scale = 'auto' | 'linear' | 'log';

/** All scales. */
export const SCALES: readonly Scale[] = ['auto', 'linear', 'log'];

const RATIO = 30;

/** True if points are to be drawn on a logarithmic scale. Values that are not positive have no place on it. */
export function isLogarithmic(scale: Scale, points: readonly Point[]): boolean {
  if (scale === 'linear') return false;
  const { low, high } = rangeOf(points);
  return low > 0 && high < Infinity && (scale === 'log' || high / low >= RATIO);
}

/** Returns the smallest and the largest value of points. */
export function rangeOf(points: readonly Point[]): { readonly low: number; readonly high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const point of points) {
    if (point.low < low) low = point.low;
    if (point.high > high) high = point.high;
  }
  return { low, high };
}

/** Returns the ticks of a logarithmic axis: powers of ten, with their multiples by 2 and 5 if those are few. */
export function logTicks(low: number, high: number, most = 6): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const powers = Array.from({ length: last - first + 1 }, (_, i) => Number(`1e${first + i}`));
  const within = (ticks: readonly number[]): number[] => ticks.filter(tick => tick >= low && tick <= high);
  for (const multiples of [[1, 2, 5], [1, 3], [1]]) {
    const ticks = within(powers.flatMap(power => multiples.map(multiple => Number(`${multiple}e${Math.round(Math.log10(power))}`)))); // prettier-ignore
    if (ticks.length <= most) return ticks;
  }
  const ticks = within(powers);
  const every = Math.ceil(ticks.length / most);
  return ticks.filter((_, i) => i % every === 0);
}
