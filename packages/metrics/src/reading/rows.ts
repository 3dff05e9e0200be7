import type { MetricStatistic } from '../metric/metric.ts';
import type { WeightedExample } from '../metric/weighted-example.ts';

/** Adds an example to a state. */
type Adding = Pick<MetricStatistic<object, unknown>, 'add' | 'more'>;

/**
 * Adds an example to states: the numbers of the metrics, its target and its weight are in `rows` from `at` on. The weight is
 * multiplied by a factor.
 */
export type Adder = (states: readonly object[], rows: Float64Array, at: number, factor: number) => void;

const NONE = /* @__PURE__ */ new Float64Array(0);

/** Returns a function that adds examples to the states at some places; all places by default. */
export function adderTo(statistics: readonly Adding[], places: readonly number[] = [...statistics.keys()]): Adder {
  // Fractions at first, so that engines store the numbers inside the object, and writing them makes no garbage.
  const example: { -readonly [K in keyof WeightedExample]: WeightedExample[K] } = {
    seen: 0.5,
    target: 0.5,
    weight: 0.5,
    numbers: NONE,
    from: 0,
  };
  const { offsets, targetAt } = rowLayout(statistics);
  if (targetAt === statistics.length)
    return (states, rows, at, factor) => {
      const weight = rows[at + targetAt + 1]! * factor;
      if (weight === 0) return;
      example.target = rows[at + targetAt]!;
      example.weight = weight;
      for (let i = 0; i < places.length; i++) {
        const place = places[i]!;
        example.seen = rows[at + place]!;
        statistics[place]!.add(states[place]!, example);
      }
    };
  return (states, rows, at, factor) => {
    const weight = rows[at + targetAt + 1]! * factor;
    if (weight === 0) return;
    example.target = rows[at + targetAt]!;
    example.weight = weight;
    example.numbers = rows;
    for (let i = 0; i < places.length; i++) {
      const place = places[i]!;
      const offset = at + offsets[place]!;
      example.seen = rows[offset]!;
      example.from = offset + 1;
      statistics[place]!.add(states[place]!, example);
    }
  };
}

/** The places of the numbers of metrics in a row; after them are the target and the weight. */
export interface RowLayout {
  /** The index of the first number of each metric. */
  readonly offsets: readonly number[];
  /** The index of the target, and the length of a row. */
  readonly targetAt: number;
  readonly stride: number;
}

/** Returns the layout of rows for some metrics. */
export function rowLayout(statistics: readonly Pick<MetricStatistic<object, unknown>, 'more'>[]): RowLayout {
  const offsets: number[] = [];
  let targetAt = 0;
  for (const { more } of statistics) {
    offsets.push(targetAt);
    targetAt += 1 + (more?.count ?? 0);
  }
  return { offsets, targetAt, stride: targetAt + 2 };
}
