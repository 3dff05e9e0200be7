import { allocate, ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Metric, MetricStatistic, WeightedExample, WindowStatistic } from '@thalweg/metrics';
import { copySums } from './copy-sums.ts';
import { adderTo, rowLayout } from '@thalweg/metrics/engine';
import type { EmissionOptions, Measuring, MetricOrMetrics } from './measurement.ts';
import { measuring, type Counting } from './measuring.ts';
import { TwoStackAggregation } from './two-stack-aggregation.ts';
import { checkSums } from './check-sums.ts';

interface Window {
  /** The examples in the window, one row each: what metrics saw, target and weight. */
  readonly rows: Float64Array;
  /** The row that the next example is written over. */
  next: number;
  /** For each metric the sums since the ring last wrapped around, or its own state of the window. */
  readonly states: readonly object[];
}

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
  const counting = (metrics: readonly Metric<unknown>[]): Counting<Window> => lastOnes(metrics, window);
  return measuring(metrics, { name: 'rolling', settings: { window }, every, counting })[0];
}

function lastOnes(metrics: readonly Metric<unknown>[], window: number): Counting<Window> {
  const own = metrics.map(metric => metric.inWindow?.(window));
  const statistics = metrics.map((metric, place) => own[place] ?? metric);
  const { offsets, stride } = rowLayout(statistics);
  const summed = [...metrics.keys()].filter(place => own[place] === undefined);
  const removable = [...metrics.keys()].filter(place => own[place] !== undefined);
  const add = adderTo(statistics);
  const remove = adderTo(statistics.map(removing), removable);
  const addSummed = adderTo(metrics, summed);
  const older = new TwoStackAggregation(metrics, summed, window);
  const scratch = metrics.map((metric, place) => (own[place] === undefined ? metric.initial() : new Float64Array(0)));
  return {
    statistics,
    initial: () => ({
      rows: allocate('float64', window * stride),
      next: 0,
      states: statistics.map(statistic => statistic.initial()),
    }),
    check({ rows, next, states }, is) {
      is.must(rows.length === window * stride, `rows must have ${window * stride} numbers`, rows.length);
      is.counts({ next });
      is.must(next < window, `next must be below ${window}`, next);
      checkSums(metrics, states, is, summed);
      // Rows add up to what is valid, or one of them is not.
      const sums = metrics.map(metric => metric.initial());
      for (let at = 0; at < rows.length; at += stride) {
        const [target, weight] = [rows[at + stride - 2]!, rows[at + stride - 1]!];
        is.finite({ target, weight });
        is.amounts({ weight });
        addSummed(sums, rows, at, 1);
      }
      checkSums(metrics, sums, is, summed);
      for (const place of removable) own[place]!.check?.(states[place]!, examplesIn(rows, stride, offsets[place]!), is);
    },
    add(state, rows, at) {
      const to = state.next * stride;
      // A row that was never written has weight 0, which removes nothing.
      if (removable.length > 0) remove(state.states, state.rows, to, 1);
      for (let i = 0; i < stride; i++) state.rows[to + i] = rows[at + i]!;
      add(state.states, rows, at, 1);
      state.next++;
      if (state.next === window) {
        state.next = 0;
        older.turn();
        for (const place of summed) (state.states[place] as Float64Array).fill(0);
      }
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

/** Yields the examples in rows, as the metric sees them whose numbers begin at an offset. */
function* examplesIn(rows: Float64Array, stride: number, offset: number): Generator<WeightedExample, void, undefined> {
  for (let at = 0; at < rows.length; at += stride) {
    const [target, weight] = [rows[at + stride - 2]!, rows[at + stride - 1]!];
    if (weight > 0) yield { seen: rows[at + offset]!, target, weight, numbers: rows, from: at + offset + 1 };
  }
}

/** Returns the part that removes examples, laid out in rows as the statistic is. */
function removing(statistic: MetricStatistic<object, unknown>): Pick<WindowStatistic<object, unknown>, 'add' | 'more'> {
  const { more } = statistic;
  const add = (state: object, example: WeightedExample): void =>
    (statistic as Partial<WindowStatistic<object, unknown>>).remove?.(state, example);
  return { add, ...(more && { more }) };
}
