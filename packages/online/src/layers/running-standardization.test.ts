import { readFileSync } from 'node:fs';
import { feedOf, input, openFrame, read, registersOf, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { runningStandardization, type RunningStandardizationOptions } from './running-standardization.ts';

const { rows, scaled } = JSON.parse(
  readFileSync(new URL('../../../../tools/laws/reference/online.json', import.meta.url), 'utf8'),
) as Record<'rows' | 'scaled', number[][]>;

/** The layer in a frame that steps, or only reads. */
function layer(
  shape: readonly (number | string)[],
  dtype: 'float32' | 'float64',
  options?: RunningStandardizationOptions,
) {
  const x = input('x', shape, dtype);
  const y = x.pipe(runningStandardization(options)) as Node;
  const frames = [true, false].map(steps => openFrame({ outputs: [y], training: steps, steps }));
  const of = (frame: (typeof frames)[number]) => (value: number[] | number[][]) => {
    let result: number[] = [];
    frame.run([feedOf(x, value)], outcome => {
      if ('error' in outcome) throw outcome.error;
      result = [...outcome.outputs[0]!.data];
    });
    return result;
  };
  const states = (): number[][] =>
    registersOf(y)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(register => [...read(register as Node).data]);
  return { step: of(frames[0]!), look: of(frames[1]!), states };
}

const far = (a: readonly number[], b: readonly number[]): number => Math.max(...a.map((v, i) => Math.abs(v - b[i]!)));

describe('runningStandardization', () => {
  it('gives what scikit-learn’s StandardScaler gives row after row', () => {
    const { step } = layer([6], 'float64');
    for (const [i, row] of rows.entries()) expect(far(step(row), scaled[i]!)).toBeLessThan(1e-11);
  });

  it('has seen the same after batches as after single rows', () => {
    const [single, batches] = [layer([6], 'float64'), layer(['batch', 6], 'float64')];
    for (const row of rows) single.step(row);
    for (let i = 0; i < rows.length; i += 50) batches.step(rows.slice(i, i + 50));
    const [count, mean, variance] = single.states();
    const [counted, means, variances] = batches.states();
    expect(counted).toEqual(count);
    expect(
      far(
        means!.map((m, i) => m / mean![i]!),
        means!.map(() => 1),
      ),
    ).toBeLessThan(1e-12);
    expect(
      far(
        variances!.map((v, i) => v / variance![i]!),
        means!.map(() => 1),
      ),
    ).toBeLessThan(1e-11);
  });

  it('is not moved by reading, which sees what steps have moved and not itself', () => {
    const { step, look, states } = layer([2], 'float64');
    expect(look([5, 6])).toEqual([0, 0]);
    step([0, 0]);
    step([2, 4]);
    const before = states();
    expect(look([3, 2])).toEqual([2, 0]);
    expect(states()).toEqual(before);
  });

  it('gives 0 where all values were equal', () => {
    const { step } = layer([2], 'float32');
    expect(step([7, 1])).toEqual([0, 0]);
    expect(step([7, 3])).toEqual([0, 1]);
  });

  it('lets old rows fade once there were more than its memory', () => {
    const { step, states } = layer([1], 'float64', { memory: 4 });
    let [mean, variance] = [0, 0];
    for (let i = 1; i <= 40; i++) {
      const value = Math.sin(i);
      step([value]);
      const share = 1 / Math.min(i, 4);
      const difference = value - mean;
      mean += share * difference;
      variance = (1 - share) * (variance + share * difference * difference);
    }
    expect(states()[0]).toEqual([4]);
    expect(far(states()[1]!, [mean])).toBeLessThan(1e-14);
    expect(far(states()[2]!, [variance])).toBeLessThan(1e-14);
  });

  it('follows in float32 what changes after millions of rows', () => {
    const { step, look } = layer([1], 'float32', { memory: 1000 });
    for (let i = 0; i < 20_000; i++) step([i % 2]);
    for (let i = 0; i < 20_000; i++) step([100 + (i % 2)]);
    expect(look([101])[0]).toBeCloseTo(1, 1);
  });

  it('refuses what it has no statistics for', () => {
    expect(() => layer(['batch'], 'float32')).toThrow('runningStandardization: the shape must be [d] or [batch, d]');
    expect(() => input('x', [2], 'int32').pipe(runningStandardization())).toThrow('float32 or float64');
    expect(() => layer([2], 'float32', { memory: 0 })).toThrow(
      'runningStandardization: memory must be at least 1, got 0.',
    );
  });
});
