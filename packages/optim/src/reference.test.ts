import { constant, read, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { cosineDecay } from './index.ts';
import { descend } from './testing/descent.ts';
import { optimizerOf, problemOf, reference } from './testing/reference.ts';

/** Every pair of numbers of two nested arrays. */
function pairs(found: unknown, wanted: unknown): [number, number][] {
  if (!Array.isArray(wanted)) return [[found as number, wanted as number]];
  return wanted.flatMap((value, index) => pairs((found as unknown[])[index], value));
}

const runs = reference.runs.map(run => ({
  ...run,
  run,
  how: Object.entries(run.options)
    .map(([name, value]) => (typeof value === 'number' ? `${name} ${value}` : `${name} ${JSON.stringify(value)}`))
    .join(', '),
}));

describe.each([
  { dtype: 'float64', tolerance: 1e-9 },
  { dtype: 'float32', tolerance: 1e-4 },
] as const)('trajectories of PyTorch in $dtype', ({ dtype, tolerance }) => {
  it.each(runs)('agree within the tolerance: $optimizer on $problem, $how', ({ run }) => {
    const { loss, parameters } = problemOf(run, dtype);
    const descent = descend(loss, optimizerOf(run));
    for (const { step, ...wanted } of run.trajectory) {
      descent.step(10);
      const found = Object.fromEntries(
        Object.keys(parameters).map(name => [name, read(parameters[name] as Node).toArray()]),
      );
      const compared = [
        ...pairs(read(loss).item(), wanted.loss),
        ...Object.entries(wanted.parameters).flatMap(([name, value]) => pairs(found[name], value)),
      ];
      for (const [a, b] of compared)
        expect(Math.abs(a - b) / Math.max(1, Math.abs(b)), `${a} instead of ${b} after step ${step}`).toBeLessThan(
          tolerance,
        );
    }
    descent.close();
  });
});

describe('cosineDecay', () => {
  it.each(reference.cosine)(
    'has the rates of PyTorch: from $start to $least in $steps steps',
    ({ start, least, steps, values }) => {
      const schedule = cosineDecay(start, { steps, final: least });
      values.forEach((wanted, done) => {
        const rate = read(schedule(constant(done + 1, { dtype: 'float64' }))).item();
        expect(Math.abs(rate - wanted), `step ${done + 1}`).toBeLessThan(1e-12);
      });
    },
  );
});
