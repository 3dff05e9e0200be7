import type { Example } from '../metric/example.ts';
import type { Metric, MetricStatistic } from '../metric/metric.ts';
import type { Settings } from '../metric/settings.ts';
import type { WeightedExample } from '../metric/weighted-example.ts';
import { explainedVariance } from '../numbers/explained-variance.ts';
import { mae } from '../numbers/mae.ts';
import { maxError } from '../numbers/max-error.ts';
import { medianAbsoluteError } from '../numbers/median-absolute-error.ts';
import { r2 } from '../numbers/r2.ts';
import { rmse } from '../numbers/rmse.ts';
import { withTable } from './report-table.ts';

/** The errors of predicted numbers. `String(report)` is a table. */
export interface RegressionReport {
  readonly mae: number;
  readonly medianAbsoluteError: number;
  readonly maxError: number;
  readonly rmse: number;
  readonly r2: number;
  readonly explainedVariance: number;
  /** Returns a table for terminals. */
  toString(): string;
}

/**
 * The usual measures of predicted numbers in one: `mae`, `medianAbsoluteError`, `maxError`, `rmse`, `r2` and `explainedVariance`, each as the
 * metric of that name defines it.
 *
 * - **In `evaluate` and `computeMetric`** exact, with memory for every example
 * - **In a window, and in an endless stream** the median is wrong by at most 1 %
 * - **Stream errors** predictions and targets that are not below 1e150 in size
 *
 * @example
 * const report = computeMetric(regressionReport(), { prediction: [1, 2, 4], target: [1, 4, 4] });
 * [report.mae, report.maxError] // => [2 / 3, 2]
 */
export function regressionReport(): Metric<RegressionReport, 'regressionReport'> {
  const metrics = {
    mae: mae(),
    medianAbsoluteError: medianAbsoluteError(),
    maxError: maxError(),
    rmse: rmse(),
    r2: r2(),
    explainedVariance: explainedVariance(),
  };
  return metricsTogether('regressionReport', metrics, values => withTable({ ...values }, tableOf));
}

const NAMES: readonly (readonly [keyof Omit<RegressionReport, 'toString'>, string])[] = [
  ['mae', 'mean absolute error'],
  ['medianAbsoluteError', 'median absolute error'],
  ['maxError', 'maximum error'],
  ['rmse', 'root mean squared error'],
  ['r2', 'R²'],
  ['explainedVariance', 'explained variance'],
];

function tableOf(report: RegressionReport): string {
  const cells = NAMES.map(([key, name]) => [name, Number(report[key].toPrecision(6)).toString()] as const);
  const width = Math.max(...cells.map(([, value]) => value.length));
  return cells.map(([name, value]) => `${name.padStart(24)}  ${value.padStart(width)}\n`).join('');
}

type Metrics = Readonly<Record<string, Metric<unknown>>>;

type Values<M extends Metrics> = { readonly [K in keyof M]: M[K] extends Metric<infer V> ? V : never };

type Statistics = readonly MetricStatistic<object, unknown>[];

/** Returns one metric of several, each of which takes one number of an example. Their states are one after another. */
function metricsTogether<M extends Metrics, V, N extends string>(
  name: N,
  metrics: M,
  made: (values: Values<M>) => V,
): Metric<V, N> {
  const all = Object.values(metrics);
  const names = Object.keys(metrics);
  const beginnings = all.map(metric => metric.initial());
  const beginning = Float64Array.from(beginnings.flatMap(part => [...part]));
  const ends = beginnings.map(part => part.length);
  const starts = ends.map((_, i) => ends.slice(0, i).reduce((sum, length) => sum + length, 0));
  const partsOf = (state: Float64Array): Float64Array[] =>
    starts.map((start, i) => state.subarray(start, start + ends[i]!));
  const valueOf = (statistics: Statistics, states: readonly object[], unit: number): V =>
    made(Object.fromEntries(names.map((key, i) => [key, statistics[i]!.value(states[i]!, unit)])) as Values<M>);
  return {
    name,
    settings: names.map(key => [key, metrics[key]!.settings ?? null] as Settings),
    initial: () => beginning.slice(),
    ...reading(all),
    add: (state, example) => addTo(all, partsOf(state), example),
    merge(state, other) {
      const [parts, others] = [partsOf(state), partsOf(other)];
      all.forEach((metric, i) => metric.merge(parts[i]!, others[i]!));
    },
    scale(state, factor) {
      partsOf(state).forEach((part, i) => all[i]!.scale(part, factor));
    },
    check(state, is) {
      partsOf(state).forEach((part, i) => all[i]!.check?.(part, is));
    },
    value: (state, unit) => valueOf(all, partsOf(state), unit),
    ofAll(): MetricStatistic<{ states: object[] }, V> {
      const statistics = all.map(metric => metric.ofAll?.() ?? metric) as Statistics;
      return {
        initial: () => ({ states: statistics.map(statistic => statistic.initial()) }),
        ...reading(statistics),
        add: ({ states }, example) => addTo(statistics, states, example),
        value: ({ states }, unit) => valueOf(statistics, states, unit),
      };
    },
  };
}

/** Returns the parts that read the number of each metric. */
function reading([first, ...others]: Statistics): Pick<MetricStatistic<object, unknown>, 'seen'> &
  Required<Pick<MetricStatistic<object, unknown>, 'more'>> {
  return {
    seen: example => first!.seen(example),
    more: {
      count: others.length,
      read(example: Example, into, at) {
        for (let i = 0; i < others.length; i++) into[at + i] = others[i]!.seen(example);
      },
    },
  };
}

function addTo(statistics: Statistics, states: readonly object[], example: WeightedExample): void {
  const { seen, numbers, from } = example;
  for (let i = 0; i < statistics.length; i++)
    statistics[i]!.add(states[i]!, { ...example, seen: i === 0 ? seen : numbers[from + i - 1]! });
}
