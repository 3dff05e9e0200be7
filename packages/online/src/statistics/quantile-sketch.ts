import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { StateCheck } from '../state/state-check.ts';
import { checkQuantile, statisticOf } from './statistic-of.ts';
import type { Statistic } from './statistic.ts';

/** Options of {@link quantileSketch}. */
export interface QuantileSketchOptions {
  /** The largest relative error of the quantile, 0.01 by default. */
  readonly accuracy?: number;
  /** The powers of two between the largest and the smallest magnitude that it tells apart; 40 by default: one to 10¹². */
  readonly octaves?: number;
}

/**
 * Estimates the quantile `p` of all numbers from counts in bins whose width grows with the numbers. Unlike those of
 * {@link runningQuantile}, the bins of shards add up to those of the whole stream, so {@link mergeStatistics} is exact.
 *
 * The estimate is within `accuracy` times the number of rank `⌊p·(count − 1)⌋`, from 0. Numbers of less than 2^−octaves of the
 * largest magnitude of their sign share a bin, whose upper end bounds them. NaN before the first number.
 *
 * - **Cost** a scan of the bins for each value that is read; octaves ∕ accuracy numbers of memory
 * - **Throws** `ContractError` for a p outside of (0, 1), an accuracy outside of (0, 1), and octaves that are no whole number from 1
 * - **Stream errors** `DataError` for an infinite number
 * - **Source** Masson, Rim and Lee, "DDSketch: A Fast and Fully-Mergeable Quantile Sketch with Relative-Error Guarantees", 2019,
 *   with bins of equal width within a power of two, which need no logarithm
 *
 * @example
 * const { initial, step: see } = quantileSketch(0.5);
 * const now = initial();
 * [100, 200, 900].map(x => Math.round(see(now, x) / 10)) // => [10, 10, 20]
 */
export function quantileSketch(p: number, options?: QuantileSketchOptions): Statistic {
  const { accuracy, octaves } = optionsOf('quantileSketch', options, { accuracy: 0.01, octaves: 40 });
  checkQuantile('quantileSketch', p);
  if (!(accuracy > 0 && accuracy < 1)) throw wrong('accuracy must be above 0 and below 1', accuracy, '0.01');
  if (!(Number.isSafeInteger(octaves) && octaves >= 1 && octaves <= 2100))
    throw wrong('octaves must be a whole number from 1 to 2100', octaves, '40');
  const bins = new LogBins(Math.ceil((1 / accuracy - 1) / 2), octaves);
  // An accumulator: the number of zeros; the bins of the positive numbers; those of the negative ones.
  const [positive, negative] = [1, 1 + bins.size];
  return statisticOf({
    name: 'quantileSketch',
    given: [p, { accuracy, octaves }],
    cells: {
      settings: { p, accuracy, octaves },
      size: 1 + 2 * bins.size,
      add: (cells, at, x) => {
        if (!bins.add(cells, at + (x > 0 ? positive : negative), Math.abs(x))) cells[at]!++;
      },
      merge: (cells, at, other, otherAt) => {
        cells[at]! += other[otherAt]!;
        for (const sign of [positive, negative]) bins.merge(cells, at + sign, other, otherAt + sign);
      },
      checkAt: (cells, at, is) => {
        is.counts({ zeros: cells[at] });
        for (const sign of [positive, negative]) bins.check(cells, at + sign, is);
      },
    },
    value: (cells, at) => {
      const below = bins.count(cells, at + negative);
      const zeros = cells[at]!;
      const count = below + zeros + bins.count(cells, at + positive);
      const rank = Math.floor(p * (count - 1));
      if (count === 0) return NaN;
      if (rank < below) return -bins.atRank(cells, at + negative, below - 1 - rank);
      return rank < below + zeros ? 0 : bins.atRank(cells, at + positive, rank - below - zeros);
    },
  });
}

function wrong(requirement: string, given: number, example: string): ContractError {
  return new ContractError('quantileSketch', requirement, String(given), `Try ${example}.`);
}

/** The offsets in a part of an accumulator: the number of numbers; the place of the last bin; the counts, from the lowest bin on. */
const TOP = 1;

const COUNTS = 2;

/** The least number with a bin: those below have less than 53 bits. */
const LEAST = 2 ** -1022;

/**
 * Counts of positive numbers in bins: each power of two has the same number of bins of equal width. The place of a bin is a
 * whole number, by exact arithmetic, so that it is the same on every machine. The bins reach down from the largest number; the lowest
 * one counts all that is below as well. So the counts do not depend on the order of the numbers.
 */
class LogBins {
  /** The number of elements of a part of an accumulator. */
  readonly size: number;
  readonly #each: number;
  readonly #bins: number;

  constructor(each: number, octaves: number) {
    this.#each = each;
    this.#bins = each * octaves;
    this.size = COUNTS + this.#bins;
  }

  count(cells: Float64Array, at: number): number {
    return cells[at]!;
  }

  /** Counts a number; returns false for one that is too near to zero. */
  add(cells: Float64Array, at: number, x: number): boolean {
    if (x < LEAST) return false;
    this.#put(cells, at, this.#placeOf(x), 1);
    return true;
  }

  merge(cells: Float64Array, at: number, other: Float64Array, otherAt: number): void {
    const lowest = other[otherAt + TOP]! - this.#bins + 1;
    for (let i = this.#bins - 1; i >= 0; i--) {
      const count = other[otherAt + COUNTS + i]!;
      if (count > 0) this.#put(cells, at, lowest + i, count);
    }
  }

  /** Returns a number that stands for that of a rank, from 0 for the least. */
  atRank(cells: Float64Array, at: number, rank: number): number {
    let i = 0;
    for (let left = rank - cells[at + COUNTS]!; left >= 0; left -= cells[at + COUNTS + i]!) i++;
    const place = cells[at + TOP]! - this.#bins + 1 + i;
    const [from, to] = [this.#beginOf(place), this.#beginOf(place + 1)];
    // As far from both ends, relative to each.
    return from * (2 / (1 + from / to));
  }

  check(cells: Float64Array, at: number, is: StateCheck): void {
    const part = cells.subarray(at, at + this.size);
    is.numbers('bins', part.subarray(COUNTS), this.#bins, 0);
    const [count, top] = part;
    is.counts({ count });
    is.must(
      Number.isSafeInteger(top) && Math.abs(top!) <= 1024 * this.#each,
      'the last bin must be that of a number',
      top,
    );
    let sum = 0;
    for (let i = COUNTS; i < this.size; i++) {
      is.counts({ 'the count of a bin': part[i] });
      sum += part[i]!;
    }
    is.must(sum === count, 'the counts of bins must add up to the number of numbers', sum);
    is.must(count === 0 ? top === 0 : part[this.size - 1]! > 0, 'the last bin must have the largest number', top);
  }

  #put(cells: Float64Array, at: number, place: number, count: number): void {
    const first = cells[at] === 0;
    cells[at]! += count;
    if (first) cells[at + TOP] = place;
    else if (place > cells[at + TOP]!) this.#rise(cells, at, place);
    const below = cells[at + TOP]! - place;
    cells[at + COUNTS + Math.max(this.#bins - 1 - below, 0)]! += count;
  }

  /** Moves the bins up to a new last one. What falls off the lower end is counted in the lowest bin. */
  #rise(cells: Float64Array, at: number, place: number): void {
    const by = Math.min(place - cells[at + TOP]!, this.#bins);
    const counts = cells.subarray(at + COUNTS, at + this.size);
    let off = 0;
    for (let i = 0; i < by; i++) off += counts[i]!;
    counts.copyWithin(0, by);
    counts.fill(0, this.#bins - by);
    counts[0]! += off;
    cells[at + TOP] = place;
  }

  #placeOf(x: number): number {
    const exponent = exponentOf(x);
    return exponent * this.#each + Math.floor((x / 2 ** exponent - 1) * this.#each);
  }

  #beginOf(place: number): number {
    const exponent = Math.floor(place / this.#each);
    return 2 ** exponent * (1 + (place - exponent * this.#each) / this.#each);
  }
}

/** Returns the exponent of the largest power of two that is not above a number. */
function exponentOf(x: number): number {
  const high = new DataView(Float64Array.of(x).buffer).getUint32(4, true);
  return (high >>> 20) - 1023;
}
