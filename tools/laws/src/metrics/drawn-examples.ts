import { tensor } from '@thalweg/tensor';
import fc from 'fast-check';
import type { Outcome } from '@thalweg/online';
import type { Drawn } from './metric-rows.ts';

/** An example with its weight. Probabilities are multiples of 1/16, which bins of streams keep apart. */
export interface DrawnExample {
  readonly prediction: number | readonly number[];
  readonly target: number;
  readonly weight: number;
}

const weight = fc.oneof(fc.constant(1), fc.constantFrom(0, 0.5, 1, 2, 2.25, 7));

const parts: { readonly [K in Drawn]: fc.Arbitrary<Omit<DrawnExample, 'weight'>> } = {
  probability: fc.record({ prediction: fc.integer({ min: 1, max: 15 }).map(n => n / 16), target: fc.nat(1) }),
  classes: fc.record({
    prediction: fc
      .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }))
      .map(([a, b]) => [a / 16, b / 16, (16 - a - b) / 16]),
    target: fc.nat(2),
  }),
  number: fc.record({ prediction: fc.integer({ min: -9, max: 9 }), target: fc.integer({ min: -9, max: 9 }) }),
  positive: fc.record({ prediction: fc.integer({ min: 1, max: 9 }), target: fc.integer({ min: 1, max: 9 }) }),
};

/** Returns examples of a kind, at least one. */
export function drawnExamples(kind: Drawn): fc.Arbitrary<DrawnExample[]> {
  const example = fc.tuple(parts[kind], weight).map(([part, weight]) => ({ ...part, weight }));
  return fc.array(example, { minLength: 1, maxLength: 40 });
}

/** Returns the outcome of an example. */
export function outcomeOf({ prediction, target, weight }: DrawnExample, index: number): Outcome {
  const given = typeof prediction === 'number' ? prediction : tensor(Float64Array.from(prediction));
  return { step: index + 1, prediction: given, target, weight, loss: 0 };
}
