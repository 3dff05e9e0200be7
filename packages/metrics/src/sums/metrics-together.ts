import type { Metric, MetricStatistic } from '../metric.ts';
import type { Example } from '../reading/example.ts';
import type { Settings } from '../settings.ts';
import type { WeightedExample } from '../weighted-example.ts';

type Metrics = Readonly<Record<string, Metric<unknown>>>;
type Values<M extends Metrics> = { readonly [K in keyof M]: M[K] extends Metric<infer V> ? V : never };
type Statistics = readonly MetricStatistic<object, unknown>[];

/** Returns one metric of several, each of which takes one number of an example. Their states are one after another. */
export function metricsTogether<M extends Metrics, V, N extends string>(
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
