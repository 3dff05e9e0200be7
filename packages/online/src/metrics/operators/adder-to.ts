import type { WeightedExample } from '../weighted-example.ts';

/** What an example is added by. */
interface Adding {
  add(state: object, example: WeightedExample): void;
}

/**
 * Adds an example to states: what metrics saw of it, its target and its weight lie in `rows` from `at` on. The weight counts
 * times a factor.
 */
export type Adder = (states: readonly object[], rows: Float64Array, at: number, factor: number) => void;

/** Gives what adds examples to the states at some places, by what stands there; all places by default. */
export function adderTo(statistics: readonly Adding[], places: readonly number[] = [...statistics.keys()]): Adder {
  // Fractions at first: so engines keep the numbers inside the object, and writing them leaves nothing to collect.
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
