import type { RunRecord } from '../runs/run-record.ts';
import type { Axis } from './along.ts';

/** Numbers of one run along an axis, in the order of the axis. */
export interface Series {
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
