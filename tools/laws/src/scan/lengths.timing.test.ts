import { adam } from '@thalweg/optim';
import { step } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { expect, it } from 'vitest';
import { recurrentModel } from './recurrent-model.ts';
import { recurrentValues } from './recurrent-values.ts';

/** So small that its steps take no time beside their compilation. */
const OPTIONS = { units: 8, features: 4, isPlain: true };
const ROUNDS = 15;

/** The milliseconds that the first step of a new training takes more than one of the next. */
function compiling(time: number): number {
  const descend = step(recurrentModel(OPTIONS).loss, adam(), { runner: wasm() });
  const values = recurrentValues({ batch: 1, time }, OPTIONS);
  const millisecondsOfStep = (): number => {
    const began = performance.now();
    descend(values);
    return performance.now() - began;
  };
  const first = millisecondsOfStep();
  const later = Array.from({ length: 5 }, millisecondsOfStep).sort((a, b) => a - b);
  return first - later[2]!;
}

it('a scan of 1,000 steps compiles in at most 1.2 times the time of one of 10', () => {
  const times: Record<number, number[]> = { 10: [], 1000: [] };
  // The first rounds warm up the compiler itself.
  for (let round = -5; round < ROUNDS; round++)
    for (const time of [10, 1000]) {
      const milliseconds = compiling(time);
      if (round >= 0) times[time]!.push(milliseconds);
    }
  const [short, long] = [10, 1000].map(time => times[time]!.sort((a, b) => a - b)[ROUNDS >> 1]!) as [number, number];
  console.log(`compiling a training step: ${short.toFixed(1)} ms for 10 steps, ${long.toFixed(1)} ms for 1,000`);
  expect(long / short).toBeLessThanOrEqual(1.2);
});
