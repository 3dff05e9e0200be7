import type { Metric } from '@thalweg/metrics';
import { copySums } from './copy-sums.ts';
import { adderTo, rowLayout } from '@thalweg/metrics/engine';
import { ofSeen } from './unseen.ts';

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
export class TwoStackAggregation {
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
