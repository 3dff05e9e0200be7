import Table from 'cli-table3';
import { SLOW } from './load.ts';
import type { PredictorFigures } from './measurement.ts';

/** Milliseconds after a swap in which a slow answer counts as one at the swap. */
const AT_SWAP = 100;

/** The figures of the swaps of a predictor. */
export interface SwapFigures {
  readonly accepted: number;
  readonly refused: number;
  /** Milliseconds from when the log received a version to when it was served: the mean and the largest. */
  readonly staleness: { readonly mean: number; readonly max: number };
  /** The slow answers in the time around a swap, and those at any other time. */
  readonly slowAtSwaps: number;
  readonly slowElsewhere: number;
}

/** Returns the figures of the swaps of a predictor. */
export function swapFigures({ swaps, slow }: PredictorFigures): SwapFigures {
  const taken = swaps.filter(({ accepted }) => accepted);
  const times = taken.map(({ staleness }) => staleness);
  const atSwap = slow.filter(({ at, took }) => taken.some(swap => swap.at >= at - took - AT_SWAP && swap.at <= at));
  return {
    accepted: taken.length,
    refused: swaps.length - taken.length,
    staleness: { mean: times.reduce((sum, time) => sum + time, 0) / times.length, max: Math.max(...times) },
    slowAtSwaps: atSwap.length,
    slowElsewhere: slow.length - atSwap.length,
  };
}

/** Returns a table of the figures. */
export function reportLines(predictors: readonly PredictorFigures[]): string {
  const table = new Table({
    head: ['predictor', 'requests/s', 'failed', 'p50 ms', 'p99 ms', 'max ms', 'swaps', 'age ms', `> ${SLOW} ms at swaps`, 'elsewhere'],
  }); // prettier-ignore
  predictors.forEach((one, i) => {
    const { accepted, staleness, slowAtSwaps, slowElsewhere } = swapFigures(one);
    const { p50, p99, max } = one.latency;
    const counts = [slowAtSwaps, slowElsewhere];
    table.push([i + 1, Math.round(one.perSecond), one.failed, p50, p99, max, accepted, Math.round(staleness.mean), ...counts]);
  }); // prettier-ignore
  const total = predictors.reduce((sum, { perSecond }) => sum + perSecond, 0);
  return `${table.toString()}\n${Math.round(total)} requests a second`;
}
