import { allocate, ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Metric, MetricStatistic, WeightedExample, WindowStatistic } from '@thalweg/metrics';
import { copySums } from './copy-sums.ts';
import { adderTo, rowLayout } from '@thalweg/metrics/engine';
import type { EmissionOptions, Measuring, MetricOrMetrics } from './measurement.ts';
import type { Counting } from './counting.ts';
import { measuring } from './measuring.ts';
import type { Ring } from './ring.ts';
import { TwoStackAggregation } from './two-stack-aggregation.ts';
import { checkRing } from './check-ring.ts';
import { rowsOfOtherLength, rowsOfOtherMetrics } from './evolve-window.ts';
import { ofSeen } from './unseen.ts';

/**
 * Measures predictions that were made before learning, over the last `window` examples. It keeps the target, the weight and
 * a number for each metric of each example. `rocAuc` and `averagePrecision` are exact here.
 *
 * Nothing is ever subtracted from sums, so an example that has left the window leaves no trace in them. A request for values
 * adds up older examples, each at most twice; the first value in a window of examples costs as much as the window.
 *
 * - **Throws** `ContractError` for a window or an `every` below 1; an outcome that does not fit a metric is a stream error, and
 *   nothing of it is counted
 *
 * @example
 * learned$.pipe(rolling(rocAuc(), 10_000, { every: 100 })).subscribe(({ metrics }) => console.log(metrics.rocAuc))
 */
export function rolling<const M extends MetricOrMetrics>(
  metrics: M,
  window: number,
  options?: EmissionOptions,
): Measuring<M> {
  const { every } = optionsOf('rolling', options, { every: undefined });
  if (!(Number.isSafeInteger(window) && window >= 1))
    throw new ContractError('rolling', 'window must be an integer of at least 1', String(window), 'Try 1000.');
  const counting = (metrics: readonly Metric<unknown>[]): Counting<Ring> => lastOnes(metrics, window);
  return measuring(metrics, { name: 'rolling', settings: { window }, every, counting })[0];
}

function lastOnes(metrics: readonly Metric<unknown>[], window: number): Counting<Ring> {
  const own = metrics.map(metric => metric.inWindow?.(window));
  const statistics = metrics.map((metric, place) => own[place] ?? metric);
  const layout = rowLayout(statistics);
  const summed = [...metrics.keys()].filter(place => own[place] === undefined);
  const removable = [...metrics.keys()].filter(place => own[place] !== undefined);
  const add = adderTo(statistics);
  // Rows from before a metric was added are not of that metric.
  const remove = adderTo(statistics.map(removing).map(ofSeen), removable);
  const addSeen = adderTo(statistics.map(ofSeen));
  const older = new TwoStackAggregation(metrics, summed, window);
  const scratch = metrics.map((metric, place) => (own[place] === undefined ? metric.initial() : new Float64Array(0)));
  const initial = (): Ring => ({
    rows: allocate('float64', window * layout.stride),
    next: 0,
    states: statistics.map(statistic => statistic.initial()),
  });
  /** Goes on to the next row. At the end of the ring, all rows become older ones. */
  const advance = (state: Ring): void => {
    if (++state.next < window) return;
    state.next = 0;
    older.turn();
    for (const place of summed) (state.states[place] as Float64Array).fill(0);
  };
  return {
    statistics,
    initial,
    evolve(old, change) {
      const rows = rowsOfOtherMetrics(old.rows, layout, change);
      if (change.was['window'] === window) return { ...old, rows };
      const last = rowsOfOtherLength({ rows, next: old.next }, { window, stride: layout.stride }, change);
      const filled = initial();
      filled.rows.set(last);
      for (let at = 0; at < last.length; at += layout.stride, advance(filled)) addSeen(filled.states, last, at, 1);
      return { ...old, ...filled };
    },
    check: (state, is) => checkRing(state, { metrics, window, own, layout }, is),
    add(state, rows, at) {
      const { stride } = layout;
      const to = state.next * stride;
      // A row that was never written has weight 0, which removes nothing.
      if (removable.length > 0) remove(state.states, state.rows, to, 1);
      for (let i = 0; i < stride; i++) state.rows[to + i] = rows[at + i]!;
      add(state.states, rows, at, 1);
      advance(state);
    },
    value(state, place) {
      if (own[place] !== undefined) return own[place].value(state.states[place]!, 1);
      const metric = metrics[place]!;
      const sums = scratch[place]!;
      const [ofBlock, after] = older.from(state.next, state.rows, place);
      copySums(sums, state.states[place] as Float64Array);
      metric.merge(sums, ofBlock);
      metric.merge(sums, after);
      return metric.value(sums, 1);
    },
  };
}

/** Returns the part that removes examples, laid out in rows as the statistic is. */
function removing(statistic: MetricStatistic<object, unknown>): Pick<WindowStatistic<object, unknown>, 'add' | 'more'> {
  const { more } = statistic;
  const add = (state: object, example: WeightedExample): void =>
    (statistic as Partial<WindowStatistic<object, unknown>>).remove?.(state, example);
  return { add, ...(more && { more }) };
}
