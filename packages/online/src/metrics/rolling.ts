import type { Metric, MetricStatistic, WeightedExample, WindowStatistic } from '@thalweg/metrics';
import { adderTo, rowLayout, type RowLayout } from '@thalweg/metrics/engine';
import { allocate, ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { fitSize } from '../state/differences.ts';
import type { StateCheck } from '../state/state-check.ts';
import type { BesideOptions, Comparison, EmissionOptions, Measuring, MetricOrMetrics } from './measurement.ts';
import { checkSums, type Counting, measuring, type OtherMetrics } from './measuring.ts';

/**
 * Measures predictions that were made before learning, over the last `window` examples. It keeps the target, the weight and
 * a number for each metric of each example. `rocAuc` and `averagePrecision` are exact here.
 *
 * Nothing is ever subtracted from sums, so an example that has left the window leaves no trace in them. A request for values
 * adds up older examples, each at most twice; the first value in a window of examples costs as much as the window.
 * With `{ beside: noChange() }` it measures a baseline too, and says by how much the model is better.
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
  options: BesideOptions,
): Measuring<M, Comparison<M>>;
export function rolling<const M extends MetricOrMetrics>(
  metrics: M,
  window: number,
  options?: EmissionOptions,
): Measuring<M>;
export function rolling<const M extends MetricOrMetrics>(
  metrics: M,
  window: number,
  options?: EmissionOptions,
): Measuring<M> {
  const how = optionsOf('rolling', options, { every: undefined, beside: undefined });
  if (!(Number.isSafeInteger(window) && window >= 1))
    throw new ContractError('rolling', 'window must be an integer of at least 1', String(window), 'Try 1000.');
  const counting = (metrics: readonly Metric<unknown>[]): Counting<Ring> => lastOnes(metrics, window);
  return measuring(metrics, { ...how, name: 'rolling', settings: { window }, counting })[0];
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

/** The examples of a window, in a ring of rows. */
interface Ring {
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
function ofSeen({ add, more }: Adding): Adding {
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
function checkRing({ rows, next, states }: Ring, { metrics, window, own, layout }: RingParts, is: StateCheck): void {
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
function rowsOfOtherMetrics(rows: Float64Array, layout: RowLayout, { places, before, was }: OtherMetrics): Float64Array {
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
function rowsOfOtherLength({ rows, next }: Pick<Ring, 'rows' | 'next'>, { window, stride }: Present, change: OtherMetrics): Float64Array {
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
