import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { checkQuantile } from './check-quantile.ts';
import { LogBins } from './log-bins.ts';
import type { Statistic } from './statistic.ts';
import { statisticOf } from './statistic-of.ts';

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
