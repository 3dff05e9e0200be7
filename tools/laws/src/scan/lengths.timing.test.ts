import { adam } from '@thalweg/optim';
import { step } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { expect, it } from 'vitest';
import { recurrentModel } from './recurrent-model.ts';
import { recurrentValues } from './recurrent-values.ts';

const OPTIONS = { units: 8, features: 4, isPlain: true };
const ROUNDS = 41;

/** The milliseconds from the beginning of the first step of a new training until its plan is compiled. */
function compiling(time: number): number {
  let compiled = NaN;
  const runner = wasm({ onPlan: () => (compiled = performance.now()) });
  const descend = step(recurrentModel(OPTIONS).loss, adam(), { runner });
  const values = recurrentValues({ batch: 1, time }, OPTIONS);
  const began = performance.now();
  descend(values);
  return compiled - began;
}

it('a scan of 1,000 steps compiles in at most 1.2 times the time of one of 10', () => {
  const times: Record<number, number[]> = { 10: [], 1000: [] };
  // What else the machine does only adds to a time, so the least of many counts. The first rounds warm up the compiler itself.
  for (let round = -5; round < ROUNDS; round++)
    for (const time of [10, 1000]) {
      const milliseconds = compiling(time);
      if (round >= 0) times[time]!.push(milliseconds);
    }
  const [short, long] = [10, 1000].map(time => Math.min(...times[time]!)) as [number, number];
  console.log(`compiling a training step: ${short.toFixed(1)} ms for 10 steps, ${long.toFixed(1)} ms for 1,000`);
  expect(long / short).toBeLessThanOrEqual(1.2);
});
