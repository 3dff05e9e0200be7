import type { StateCheck } from '../state/state-check.ts';
import { betweenSorted, sortedInsert } from './samples.ts';
import { checkQuantile, statisticOf } from './statistic-of.ts';
import type { Statistic } from './statistic.ts';

/** The offsets in an accumulator: the number of numbers; heights of the five markers; their places, from 1. */
const HEIGHTS = 1;
const PLACES = 6;

/**
 * Estimates the quantile `p` of all numbers, from five markers and without keeping the numbers. It is exact for up to five
 * numbers, and NaN before the first.
 *
 * - **Throws** `ContractError` for a p outside of (0, 1)
 * - **Stream errors** `DataError` for an infinite number
 * - **Source** Jain and Chlamtac, "The P² Algorithm for Dynamic Calculation of Quantiles and Histograms Without Storing
 *   Observations", 1985; below five numbers as {@link windowedQuantile}
 *
 * @example
 * const { initial, step: see } = runningQuantile(0.5);
 * const now = initial();
 * [1, 2, 9, 9].map(x => see(now, x)) // => [1, 1.5, 2, 5.5]
 */
export function runningQuantile(p: number): Statistic {
  checkQuantile('runningQuantile', p);
  const shares = [0, p / 2, p, (1 + p) / 2, 1];
  const add = (cells: Float64Array, at: number, x: number): void => {
    const heights = at + HEIGHTS;
    const count = cells[at]!++;
    if (count < 5) {
      sortedInsert(cells, heights, count, x);
      cells[at + PLACES + count] = count + 1;
      return;
    }
    if (x < cells[heights]!) cells[heights] = x;
    if (x > cells[heights + 4]!) cells[heights + 4] = x;
    for (let i = 1; i < 4; i++) if (x < cells[heights + i]!) cells[at + PLACES + i]!++;
    cells[at + PLACES + 4]!++;
    for (let i = 1; i < 4; i++) adjust(cells, at, i, 1 + count * shares[i]!);
  };
  return statisticOf({
    name: 'runningQuantile',
    given: [p],
    cells: { settings: { p }, size: PLACES + 5, add, checkAt: checkMarkers },
    value: (cells, at) =>
      cells[at]! <= 5 ? betweenSorted(cells, at + HEIGHTS, cells[at]!, p) : cells[at + HEIGHTS + 2]!,
  });
}

/** Checks five markers: their heights are in order, and each place is after the one before. */
function checkMarkers(cells: Float64Array, at: number, is: StateCheck): void {
  is.numbers('markers', cells.subarray(at, at + PLACES + 5), PLACES + 5);
  const count = cells[at]!;
  is.counts({ count });
  const markers = Math.min(count, 5);
  for (let i = 0; i < markers; i++) {
    const place = cells[at + PLACES + i]!;
    const before = i === 0 ? 0 : cells[at + PLACES + i - 1]!;
    const isLast = i === markers - 1;
    is.counts({ 'the place of a marker': place });
    is.must(i === 0 ? place === 1 : place > before, 'the places of markers must rise from 1', place);
    is.must(!isLast || place === count, 'the last marker must be at the last number', place);
    if (i === 0) continue;
    const height = cells[at + HEIGHTS + i]!;
    is.must(height >= cells[at + HEIGHTS + i - 1]!, 'the heights of markers must not fall', height);
  }
}

/** Moves marker `i` by one place towards the wanted place, if it is that far off and its neighbour leaves room. */
function adjust(cells: Float64Array, at: number, i: number, wanted: number): void {
  const height = at + HEIGHTS + i;
  const place = at + PLACES + i;
  const off = wanted - cells[place]!;
  const above = cells[place + 1]! - cells[place]!;
  const below = cells[place]! - cells[place - 1]!;
  if (!((off >= 1 && above > 1) || (off <= -1 && below > 1))) return;
  const step = Math.sign(off);
  const [q0, q1, q2] = [cells[height - 1]!, cells[height]!, cells[height + 1]!];
  const curved =
    q1 + (step / (above + below)) * (((below + step) * (q2 - q1)) / above + ((above - step) * (q1 - q0)) / below);
  const straight = step > 0 ? q1 + (q2 - q1) / above : q1 - (q1 - q0) / below;
  cells[height] = q0 < curved && curved < q2 ? curved : straight;
  cells[place]! += step;
}
