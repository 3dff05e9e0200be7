import { adwin, type AdwinState } from '@thalweg/online';
import type { Monitor, Reading } from './monitor.ts';

const options = { delta: 0.002, buckets: 5, every: 32, least: 5, direction: 'up' } as const;

/** The same window, which never looks for cuts: it takes a value and keeps all buckets. */
const growing = /* @__PURE__ */ adwin({ ...options, every: 2 ** 40 });

/** ADWIN: the rise of the mean error at the cut of the window where it exceeds ε the most. */
export const adwinMonitor: Monitor<AdwinState> = {
  name: 'adwin',
  title: 'ADWIN',
  formula: 'x̄ new − x̄ old against ε',
  below: false,
  make: () => adwin(options),
  read(state, value) {
    if (state.waiting + 1 < options.every) return undefined;
    const { counts, sums, squares } = state;
    const copy = { ...state, counts: counts.slice(), sums: sums.slice(), squares: squares.slice() };
    growing.step(copy, value);
    return strongestCut(bucketsOf(copy));
  },
};

/** A bucket of a window. */
interface Bucket {
  readonly size: number;
  readonly sum: number;
  readonly squares: number;
}

/** Returns the buckets, the oldest first. */
function bucketsOf({ counts, sums, squares }: AdwinState): Bucket[] {
  const places = sums.length / counts.length;
  return [...counts]
    .flatMap((count, row) =>
      Array.from({ length: count }, (_, i) => {
        const at = row * places + count - 1 - i;
        return { size: 2 ** row, sum: sums[at]!, squares: squares[at]! };
      }),
    )
    .reverse();
}

/** Returns the rise and ε at the cut where their quotient is largest; undefined for a window without a cut. */
function strongestCut(buckets: readonly Bucket[]): Reading | undefined {
  const width = buckets.reduce((total, { size }) => total + size, 0);
  const sum = buckets.reduce((total, bucket) => total + bucket.sum, 0);
  const mean = sum / width;
  const deviations = buckets.reduce((d, { size, sum, squares }) => d + squares + size * (sum / size - mean) ** 2, 0);
  const confidence = Math.log((2 * Math.log(width)) / options.delta);
  let [older, before] = [0, 0];
  let strongest: Reading | undefined;
  for (const { size, sum: of } of buckets) {
    older += size;
    before += of;
    const newer = width - older;
    if (older < options.least || newer < options.least) continue;
    const share = 1 / older + 1 / newer;
    const threshold = Math.sqrt(2 * share * (deviations / width) * confidence) + (2 / 3) * share * confidence;
    const statistic = (sum - before) / newer - before / older;
    if (strongest === undefined || statistic / threshold > strongest.statistic / strongest.threshold)
      strongest = { statistic, threshold };
  }
  return strongest;
}
