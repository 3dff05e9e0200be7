import type { Metric, MetricStatistic, WeightedExample, WindowStatistic } from '@thalweg/metrics';
import { adderTo, type RowLayout } from '@thalweg/metrics/engine';
import { allocate } from '@thalweg/tensor';
import { fitSize } from '../state/differences.ts';
import type { StateCheck } from '../state/state-check.ts';
import { checkSums, type OtherMetrics } from './measuring.ts';

/** The examples of a window, in a ring of rows. */
export interface Ring {
  /** The examples in the window, one row each: what metrics saw, target and weight. */
  readonly rows: Float64Array;
  /** The row that the next example is written over. */
  next: number;
  /** For each metric the sums since the ring last wrapped around, or its own state of the window. */
  readonly states: readonly object[];
}

/**
 * The mark in a row of a window in place of what a metric saw, if the metric was added after the example. No prediction is so low: it is
 * far below all float32 numbers.
 */
const UNSEEN: number = -Number.MAX_VALUE;

/** The part of a statistic that adds or removes examples. */
type Adding = Pick<MetricStatistic<object, unknown>, 'add' | 'more'>;

/** Returns a statistic's part that leaves out the examples that it has not seen. */
export function ofSeen({ add, more }: Adding): Adding {
  const adding: Adding['add'] = (state, example) => {
    if (example.seen !== UNSEEN) add(state, example);
  };
  return { add: adding, ...(more && { more }) };
}

/** The metrics of a window, and how their numbers lie in its rows. */
interface RingParts {
  readonly metrics: readonly Metric<unknown>[];
  readonly window: number;
  /** For each metric the statistic that takes its place in a window, if there is one. */
  readonly own: readonly (WindowStatistic<object, unknown> | undefined)[];
  readonly layout: RowLayout;
}

/** Checks the restored state of a window. */
export function checkRing(
  { rows, next, states }: Ring,
  { metrics, window, own, layout }: RingParts,
  is: StateCheck,
): void {
  const { stride, offsets } = layout;
  is.must(rows.length === window * stride, `rows must have ${window * stride} numbers`, rows.length);
  is.counts({ next });
  is.must(next < window, `next must be below ${window}`, next);
  const summed = [...metrics.keys()].filter(place => own[place] === undefined);
  checkSums(metrics, states, is, summed);
  // Rows add up to what is valid, or one of them is not.
  const sums = metrics.map(metric => metric.initial());
  const add = adderTo(metrics.map(ofSeen), summed);
  for (let at = 0; at < rows.length; at += stride) {
    const [target, weight] = [rows[at + stride - 2]!, rows[at + stride - 1]!];
    is.finite({ target, weight });
    is.amounts({ weight });
    add(sums, rows, at, 1);
  }
  checkSums(metrics, sums, is, summed);
  own.forEach((one, place) => one?.check?.(states[place]!, examplesIn(rows, stride, offsets[place]!), is));
}

/** Yields the examples in rows, as the metric sees them whose numbers begin at an offset. */
function* examplesIn(rows: Float64Array, stride: number, offset: number): Generator<WeightedExample, void, undefined> {
  for (let at = 0; at < rows.length; at += stride) {
    const [target, weight] = [rows[at + stride - 2]!, rows[at + stride - 1]!];
    if (weight > 0 && rows[at + offset] !== UNSEEN)
      yield { seen: rows[at + offset]!, target, weight, numbers: rows, from: at + offset + 1 };
  }
}

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
