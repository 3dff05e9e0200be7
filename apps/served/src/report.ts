import { fittedTable } from '@thalweg/programs/fitted-table';
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

const HEAD = ['', 'requests/s', 'failed', 'p50 ms', 'p99 ms', 'max ms', 'swaps', 'age ms', `> ${SLOW} ms at swaps`, 'elsewhere']; // prettier-ignore

/** Returns a table of the figures, in lines of at most so many columns. */
export function reportLines(predictors: readonly PredictorFigures[], columns = Infinity): string {
  const rows = predictors.map((one, i) => {
    const { accepted, staleness, slowAtSwaps, slowElsewhere } = swapFigures(one);
    const { p50, p99, max } = one.latency;
    // A predictor that learned no new version has none of an age.
    const age = Number.isNaN(staleness.mean) ? '–' : whole(staleness.mean);
    const figures = [one.perSecond, one.failed, p50, p99, max, accepted].map(whole);
    return [`predictor ${i + 1}`, ...figures, age, whole(slowAtSwaps), whole(slowElsewhere)];
  });
  const align = HEAD.map((_, i) => (i === 0 ? ('left' as const) : ('right' as const)));
  const total = predictors.reduce((sum, { perSecond }) => sum + perSecond, 0);
  return `${fittedTable({ head: HEAD, rows, align }, columns)}\n${whole(total)} requests a second`;
}

function whole(figure: number): string {
  return Math.round(figure).toLocaleString('en-US');
}
