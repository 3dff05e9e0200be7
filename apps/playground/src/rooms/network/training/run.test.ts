import { describe, expect, it } from 'vitest';
import { presets } from './presets.ts';
import { Run } from './run.ts';
import { FIRST, type Settings } from './settings.ts';

/** Returns the run of settings after a number of steps. */
function trained(changes: Partial<Settings>, steps: number): Run {
  const settings = { ...FIRST, ...changes };
  const run = new Run(settings);
  while (run.step < steps) run.advance(settings);
  return run;
}

describe('a run', () => {
  it.each([1, 2, 3, 4, 5])('learns the spiral with sines within 1,500 steps, seed %i', seed => {
    const run = trained({ seed }, 1500);
    expect(run.measureTest()!.accuracy).toBeGreaterThanOrEqual(0.95);
    run.close();
  });

  it.each([1, 2, 3, 4, 5])('finds the spiral without sines hard: it misses points after 1,500 steps, seed %i', seed => {
    const run = trained({ ...presets[1]!.settings, seed }, 1500);
    const { accuracy } = run.measureTest()!;
    expect(accuracy).toBeGreaterThan(0.8);
    expect(accuracy).toBeLessThan(0.97);
    run.close();
  });

  it('cannot part XOR without a hidden layer, and parts circles by squares', () => {
    expect(trained({ ...presets[2]!.settings }, 1000).measureTest()!.accuracy).toBeLessThan(0.75);
    expect(trained({ ...presets[3]!.settings }, 1000).measureTest()!.accuracy).toBe(1);
  });

  it('has the same numbers when it is repeated, with the same sliders and weights set by hand', () => {
    const changes: Partial<Settings> = {
      dials: {
        ...FIRST.dials,
        rate: [
          [0, 0.01],
          [20, 0.1],
        ],
      },
      edits: [{ step: 10, layer: 1, from: 0, to: 3, value: 1.5 }],
    };
    const [one, other, plain] = [trained(changes, 30), trained(changes, 30), trained({}, 30)];
    expect(other.measureTrain()).toEqual(one.measureTrain());
    expect(plain.measureTrain()).not.toEqual(one.measureTrain());
  });

  it('takes a weight that was set by hand at once, and learns on from it', () => {
    const settings = { ...FIRST, edits: [{ step: 0, layer: 0, from: 0, to: 0, value: 2 }] };
    const run = new Run(settings);
    const weight = () => run.parametersOf(0).weight;
    let seen = NaN;
    weight()
      .subscribe(value => (seen = value.data[0]!))
      .unsubscribe();
    expect(seen).toBe(2);
    run.advance(settings);
    weight()
      .subscribe(value => (seen = value.data[0]!))
      .unsubscribe();
    // Adam’s first step has the size of the learning rate.
    expect(Math.abs(seen - 2)).toBeCloseTo(0.01, 4);
  });
});
