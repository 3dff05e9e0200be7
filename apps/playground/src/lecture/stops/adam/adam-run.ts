import { div, mul, parameter, read, sqrt, square } from '@thalweg/graph';
import { adam, ema, type Transform } from '@thalweg/optim';
import { step } from '@thalweg/train';

/** The number of steps on the slope. */
export const STEPS = 1000;
/** The learning rate η. */
export const RATE = 0.1;

/** The lengths of Adam’s steps so far, with the correction of its means and without. */
export interface AdamLengths {
  readonly corrected: readonly number[];
  readonly uncorrected: readonly number[];
}

/** Takes steps on a slope that is 1 everywhere, one with and one without correction for each turn of the generator. */
export function* adamSteps(lengths: { corrected: number[]; uncorrected: number[] }): Generator<void> {
  const next = [stepLengths(adam({ learningRate: RATE })), stepLengths(withoutCorrection)] as const;
  for (let t = 1; t <= STEPS; t++) {
    lengths.corrected.push(next[0]());
    lengths.uncorrected.push(next[1]());
    yield;
  }
}

/** Adam’s rule without the divisors of m̂ and v̂. */
const withoutCorrection: Transform = updates => {
  const m = ema({ decay: 0.9, debias: false })(updates);
  const v = ema({ decay: 0.999, debias: false })(updates.map(g => square(g)));
  return m.map((m, parameter) => mul(RATE, div(m, sqrt(v.of(parameter)))));
};

/** Returns a function that takes a step down the slope and returns its length. */
function stepLengths(optimizer: Transform): () => number {
  const x = parameter(0, { dtype: 'float64' });
  const descend = step(x, optimizer);
  return () => {
    const before = read(x).item();
    descend();
    return before - read(x).item();
  };
}
