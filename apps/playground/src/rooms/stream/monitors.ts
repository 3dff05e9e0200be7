import {
  adwin,
  type AdwinState,
  ddm,
  type DdmState,
  type Detector,
  type DriftStatus,
  eddm,
  type EddmState,
  hddmA,
  type HddmAState,
  hddmW,
  type HddmWState,
  pageHinkley,
  type PageHinkleyState,
  stateful,
  type Stateful,
} from '@thalweg/online';

/** Page–Hinkley: the sum of deviations of the error above its lowest point so far, against λ. */
const pageHinkleyMonitor: Monitor<PageHinkleyState> = {
  name: 'pageHinkley',
  title: 'Page–Hinkley',
  formula: 'm − min m against λ',
  below: false,
  make: () => pageHinkley(pageHinkleyOptions),
  read({ count, mean, rise }, value) {
    if (count < pageHinkleyOptions.warmUp) return undefined;
    const nextMean = mean + (value - mean) / (count + 1);
    return {
      statistic: Math.max(0, rise + (value - nextMean) - pageHinkleyOptions.tolerance),
      threshold: pageHinkleyOptions.threshold,
    };
  },
};

/** ADWIN: the rise of the mean error at the cut of the window where it exceeds ε the most. */
const adwinMonitor: Monitor<AdwinState> = {
  name: 'adwin',
  title: 'ADWIN',
  formula: 'x̄ new − x̄ old against ε',
  below: false,
  make: () => adwin(adwinOptions),
  read(state, value) {
    if (state.waiting + 1 < adwinOptions.every) return undefined;
    const { counts, sums, squares } = state;
    const copy = { ...state, counts: counts.slice(), sums: sums.slice(), squares: squares.slice() };
    growing.step(copy, value);
    return strongestCut(bucketsOf(copy));
  },
};

/** DDM: the error rate with its deviation, against the lowest rate with three deviations. */
const ddmMonitor: Monitor<DdmState> = {
  name: 'ddm',
  title: 'DDM',
  formula: 'p + s against pₘᵢₙ + 3 sₘᵢₙ',
  below: false,
  make: () => ddm(ddmOptions),
  read({ count, errors, leastRate, leastDeviation }, value) {
    const n = count + 1;
    if (n <= ddmOptions.warmUp) return undefined;
    const rate = (errors + value) / n;
    const deviation = Math.sqrt((rate * (1 - rate)) / n);
    const [least, apart] =
      rate + deviation < leastRate + leastDeviation ? [rate, deviation] : [leastRate, leastDeviation];
    return { statistic: rate + deviation, threshold: least + ddmOptions.drift * apart };
  },
};

/** EDDM: the distance between errors, as a share of its maximum, against β. It falls when errors come closer. */
const eddmMonitor: Monitor<EddmState> = {
  name: 'eddm',
  title: 'EDDM',
  formula: '(p′ + 2s′) / max against β',
  below: true,
  make: () => eddm(eddmOptions),
  read({ count, last, errors, mean, squares, most }, value) {
    if (value === 0 || errors < eddmOptions.warmUp) return undefined;
    const distance = count + 1 - last;
    const nextMean = mean + (distance - mean) / (errors + 1);
    const nextSquares = squares + (distance - mean) * (distance - nextMean);
    const reach = nextMean + 2 * Math.sqrt(nextSquares / (errors + 1));
    return { statistic: reach / Math.max(most, reach), threshold: eddmOptions.drift };
  },
};

/** HDDM-A: the rise of the mean error since the cut where it was lowest, against Hoeffding’s bound. */
const hddmAMonitor: Monitor<HddmAState> = {
  name: 'hddmA',
  title: 'HDDM-A',
  formula: 'x̄ − x̄ᶜᵘᵗ against ε',
  below: false,
  make: () => hddmA(hddmAOptions),
  read({ count, sum, rise }, value) {
    const [n, mean] = [count + 1, (sum + value) / (count + 1)];
    if (mean + Math.sqrt(Math.log(1 / hddmAOptions.drift) / (2 * n)) <= rise.bound) return undefined;
    const scale = (n - rise.count) / (2 * n * rise.count);
    return {
      statistic: mean - rise.sum / rise.count,
      threshold: Math.sqrt(scale * Math.log(2 / hddmAOptions.drift)),
    };
  },
};

/** HDDM-W: the rise of the exponentially weighted mean error since the cut, against McDiarmid’s bound. */
const hddmWMonitor: Monitor<HddmWState> = {
  name: 'hddmW',
  title: 'HDDM-W',
  formula: 'weighted x̄ − x̄ᶜᵘᵗ against ε',
  below: false,
  make: () => hddmW(hddmWOptions),
  read({ rise }, value) {
    const log = Math.log(1 / hddmWOptions.drift) / 2;
    const all = taken(rise.all, value);
    if (all.mean + Math.sqrt(all.squares * log) < rise.bound) return undefined;
    const after = taken(rise.after, value);
    return {
      statistic: after.mean - rise.before.mean,
      threshold: Math.sqrt((rise.before.squares + after.squares) * log),
    };
  },
};

/** All detectors, in the order of the page; the first drives the reactions at the opening. */
export const monitors: readonly Monitor[] = [
  adwinMonitor,
  pageHinkleyMonitor,
  ddmMonitor,
  eddmMonitor,
  hddmAMonitor,
  hddmWMonitor,
] as unknown as readonly Monitor[];

const pageHinkleyOptions = { tolerance: 0.005, threshold: 20, warmUp: 30 };

const adwinOptions = { delta: 0.002, buckets: 5, every: 32, least: 5, direction: 'up' } as const;

/** The same window, which never looks for cuts: it takes a value and keeps all buckets. */
const growing = /* @__PURE__ */ adwin({ ...adwinOptions, every: 2 ** 40 });

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
  const confidence = Math.log((2 * Math.log(width)) / adwinOptions.delta);
  let [older, before] = [0, 0];
  let strongest: Reading | undefined;
  for (const { size, sum: of } of buckets) {
    older += size;
    before += of;
    const newer = width - older;
    if (older < adwinOptions.least || newer < adwinOptions.least) continue;
    const share = 1 / older + 1 / newer;
    const threshold = Math.sqrt(2 * share * (deviations / width) * confidence) + (2 / 3) * share * confidence;
    const statistic = (sum - before) / newer - before / older;
    if (strongest === undefined || statistic / threshold > strongest.statistic / strongest.threshold)
      strongest = { statistic, threshold };
  }
  return strongest;
}

const ddmOptions = { warning: 2, drift: 3, warmUp: 30 };

const eddmOptions = { warning: 0.95, drift: 0.9, warmUp: 30 };

const hddmAOptions = { drift: 0.001, warning: 0.005 };

const hddmWOptions = { drift: 0.001, warning: 0.005, lambda: 0.05 };

type Weighted = HddmWState['rise']['all'];

/** Returns a weighted mean that counts another value. */
function taken({ mean, squares }: Weighted, value: number): Weighted {
  const { lambda } = hddmWOptions;
  if (squares === 0) return { mean: value, squares: 1 };
  return { mean: mean + lambda * (value - mean), squares: lambda ** 2 + (1 - lambda) ** 2 * squares };
}

/** A detector’s statistic after a value, and the threshold that it must cross for an alarm. */
export interface Reading {
  readonly statistic: number;
  readonly threshold: number;
}

/** A detector, with the statistic that it compares. */
export interface Monitor<S extends object = object> {
  readonly name: string;
  readonly title: string;
  /** The statistic and the threshold, in the letters of the papers. */
  readonly formula: string;
  /** True if an alarm means that the statistic has fallen below the threshold. */
  readonly below: boolean;
  readonly make: () => Detector<S>;
  /** Returns the reading after a value; undefined where the detector does not look. `state` is that before the value. */
  readonly read: (state: S, value: number) => Reading | undefined;
}

/** A detector after a value. */
export interface Watched {
  readonly status: DriftStatus;
  /** The last reading: some detectors do not look after every value. */
  readonly reading: Reading | undefined;
}

/** Returns an operator that passes errors to a detector and emits its statistic and its status after each. */
export function watched({ name, make, read }: Monitor): Stateful<number, Watched> {
  const detector: Detector<object> = make();
  let reading: Reading | undefined;
  return stateful({
    name: `watched(${name})`,
    initial: detector.initial,
    step: (state, value: number) => {
      reading = read(state, value) ?? reading;
      return { reading, status: detector.step(state, value) };
    },
  });
}
