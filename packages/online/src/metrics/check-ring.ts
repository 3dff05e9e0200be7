import type { Metric, WeightedExample, WindowStatistic } from '@thalweg/metrics';
import { adderTo, type RowLayout } from '@thalweg/metrics/engine';
import type { StateCheck } from '../state/state-check.ts';
import { checkSums } from './check-sums.ts';
import type { Ring } from './ring.ts';
import { ofSeen, UNSEEN } from './unseen.ts';

/** The metrics of a window, and how their numbers lie in its rows. */
export interface RingParts {
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
