import { allocate } from '@thalweg/tensor';
import type { RowLayout } from '@thalweg/metrics/engine';
import { fitSize } from '../state/fit-size.ts';
import type { OtherMetrics } from './other-metrics.ts';
import type { Ring } from './ring.ts';
import { UNSEEN } from './unseen.ts';

/** The length of the present window, and of its rows. */
interface Present {
  readonly window: number;
  readonly stride: number;
}

/** Returns the rows of a window of other metrics in the present layout; new metrics have not seen them. */
export function rowsOfOtherMetrics(rows: Float64Array, layout: RowLayout, { places, before, was }: OtherMetrics): Float64Array {
  const window = was['window'] as number;
  const old = rows.length / window;
  if (!Number.isInteger(old)) throw new RangeError('a window must have whole rows');
  const { offsets, targetAt, stride } = layout;
  const widthAt = (place: number): number => (offsets[place + 1] ?? targetAt) - offsets[place]!;
  const starts = startsOf(old - 2, places, before, widthAt);
  const all = allocate('float64', window * stride) as Float64Array;
  for (let row = 0; row < window; row++) {
    const [from, to] = [row * old, row * stride];
    places.forEach((place, i) => {
      if (place < 0) all[to + offsets[i]!] = UNSEEN;
      else for (let k = 0; k < widthAt(i); k++) all[to + offsets[i]! + k] = rows[from + starts[place]! + k]!;
    });
    all[to + targetAt] = rows[from + old - 2]!;
    all[to + targetAt + 1] = rows[from + old - 1]!;
  }
  return all;
} // prettier-ignore

/** Returns where the numbers of each former metric begin in a row. */
function startsOf(total: number, places: readonly number[], before: number, widthAt: (place: number) => number): number[] {
  const widths: (number | undefined)[] = Array.from({ length: before }, (_, then) => {
    const place = places.indexOf(then);
    return place < 0 ? undefined : widthAt(place);
  });
  const gone = widths.filter(width => width === undefined).length;
  const rest = widths.reduce<number>((left, width) => left - (width ?? 0), total);
  // Metrics that have gone do not say how many numbers they had.
  if (gone === 0 ? rest !== 0 : !(gone === 1 && rest > 0) && rest !== gone)
    throw new RangeError('the rows must be those of the metrics');
  let at = 0;
  return widths.map(width => {
    const start = at;
    at += width ?? rest / gone;
    return start;
  });
} // prettier-ignore

/** Returns the rows of a ring in their order, as many of the last as a window of another length has. Reports those that are lost. */
export function rowsOfOtherLength({ rows, next }: Pick<Ring, 'rows' | 'next'>, { window, stride }: Present, change: OtherMetrics): Float64Array {
  const from = change.was['window'] as number;
  if (!(Number.isInteger(next) && next >= 0 && next < from)) throw new RangeError('the next row must be in the window');
  const inOrder = new Float64Array(rows.length);
  inOrder.set(rows.subarray(next * stride));
  inOrder.set(rows.subarray(0, next * stride), (from - next) * stride);
  let first = 0;
  // Rows that were never written have no weight.
  while (first < from && inOrder[(first + 1) * stride - 1] === 0) first++;
  const count = from - first;
  const gone = Math.max(0, count - window);
  fitSize({ name: 'window', from, to: window, lost: gone === 0 ? undefined : `${gone} examples` }, change);
  return inOrder.subarray((first + gone) * stride);
} // prettier-ignore
