import type { WeightedExample } from '../weighted-example.ts';

/** Adds an example to a state. */
interface Adding {
  add(state: object, example: WeightedExample): void;
}

/**
 * Adds an example to states: the numbers of the metrics, its target and its weight are in `rows` from `at` on. The weight is
 * multiplied by a factor.
 */
export type Adder = (states: readonly object[], rows: Float64Array, at: number, factor: number) => void;

/** Returns a function that adds examples to the states at some places; all places by default. */
export function adderTo(statistics: readonly Adding[], places: readonly number[] = [...statistics.keys()]): Adder {
  // Fractions at first, so that engines store the numbers inside the object, and writing them makes no garbage.
  const example: { -readonly [K in keyof WeightedExample]: WeightedExample[K] } = {
    seen: 0.5,
    target: 0.5,
    weight: 0.5,
  };
  const targetAt = statistics.length;
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
}
