import type { Metric, MetricStatistic, WeightedExample, WindowStatistic } from '@thalweg/metrics';
import { adderTo, rowLayout } from '@thalweg/metrics/engine';
import { allocate, ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { EmissionOptions, Measuring, MetricOrMetrics } from './measurement.ts';
import { type Counting, measuring } from './measuring.ts';
import { checkRing, ofSeen, type Ring, rowsOfOtherLength, rowsOfOtherMetrics } from './ring.ts';

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

/**
 * Sums of a window's older examples without subtraction: an example that has left the window leaves no trace.
 *
 * The window is a ring of rows, in which each new row overwrites the oldest. The sums of older rows reach from the beginning of
 * each block of rows to the end of the ring, computed at most once a turn, and from each row of the present block to the end of
 * the block, computed at most once a block. They are computed on request, from the rows.
 *
 * - **Source** two stacks as in Tangwongsan, Hirzel and Schneider, "In-Order Sliding-Window Aggregation in Worst-Case Constant
 *   Time", 2021, §3, with blocks of √window rows, so that not each row has its sums
 */
class TwoStackAggregation {
  readonly #places: readonly number[];
  readonly #window: number;
  readonly #add: ReturnType<typeof adderTo>;
  readonly #stride: number;
  /** The rows of a block. */
  readonly #length: number;
  /** By block, and then by metric: of the block and all after it. */
  readonly #fromBlock: Float64Array[][];
  /** By row of the present block, and then by metric: of the row and those after it in the block. */
  readonly #fromRow: Float64Array[][];
  /** Returns the sums of no rows, by metric. */
  readonly #zeros: () => Float64Array[];
  /** The number of blocks. */
  readonly #blocks: number;
  /** The rows that were summed, the first block with sums, and the block whose rows have sums. */
  #rows: Float64Array | undefined;
  #first = 0;
  #present = 0;

  /** Of the metrics at some places, in a window of so many rows. */
  constructor(metrics: readonly Metric<unknown>[], places: readonly number[], window: number) {
    this.#places = places;
    this.#window = window;
    this.#add = adderTo(metrics.map(ofSeen), places);
    this.#stride = rowLayout(metrics).stride;
    this.#length = Math.ceil(Math.sqrt(window));
    this.#zeros = () =>
      metrics.map((metric, place) => (places.includes(place) ? metric.initial() : new Float64Array(0)));
    this.#blocks = Math.ceil(window / this.#length);
    this.#fromBlock = new Array<Float64Array[]>(this.#blocks + 1);
    this.#fromRow = new Array<Float64Array[]>(this.#length + 1);
  }

  /** Starts a new turn of the ring: all its rows are older ones now. */
  turn(): void {
    this.#rows = undefined;
  }

  /** Returns the sums of a metric from a row to the end of its block, and from there to the end of the ring. */
  from(row: number, rows: Float64Array, place: number): readonly [Float64Array, Float64Array] {
    const length = this.#length;
    const block = Math.floor(row / length);
    if (rows !== this.#rows) {
      this.#rows = rows;
      this.#first = this.#blocks;
      this.#present = -1;
    }
    for (; this.#first > block + 1; this.#first--)
      this.#accumulate(this.#fromBlock, this.#first - 1, (this.#first - 1) * length, this.#first * length);
    if (this.#present !== block)
      for (let i = length - 1; i >= row % length; i--)
        this.#accumulate(this.#fromRow, i, block * length + i, block * length + i + 1);
    this.#present = block;
    return [this.#at(this.#fromRow, row % length)[place]!, this.#at(this.#fromBlock, block + 1)[place]!];
  }

  /** Computes the sums at an index from those after it and some rows. */
  #accumulate(sums: Float64Array[][], index: number, first: number, end: number): void {
    const to = this.#at(sums, index);
    const after = this.#at(sums, index + 1);
    const stride = this.#stride;
    for (let i = 0; i < this.#places.length; i++) copySums(to[this.#places[i]!]!, after[this.#places[i]!]!);
    for (let row = Math.min(end, this.#window) - 1; row >= first; row--) this.#add(to, this.#rows!, row * stride, 1);
  }

  /** Returns the sums at an index. They are made when they are first needed: nobody may ever ask for a value. */
  #at(sums: Float64Array[][], index: number): Float64Array[] {
    return (sums[index] ??= this.#zeros());
  }
}

/** Copies sums. A loop: for a few numbers it is faster than `set`. */
function copySums(to: Float64Array, from: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i] = from[i]!;
}
