import { add, mul, parameter, read, type Node } from '@thalweg/graph';
import { pipe } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { clipByGlobalNorm, freeze, mask, partition, trace, updatesOf, type Transform } from '../index.ts';
import { descend } from '../testing/descent.ts';

/** Two steps on slopes of −3 and −4: how far each parameter came, the names of what moves, and of every wire. */
function twoSteps(transform: Transform): { at: number[]; moving: string[]; wires: string[] } {
  const [a, b] = ['a', 'b'].map(name => parameter(0, { name, dtype: 'float64' }) as Node);
  const descent = descend(add(mul(-3, a!), mul(-4, b!)), transform);
  descent.step(2);
  descent.close();
  return {
    at: [a!, b!].map(one => read(one).item()),
    moving: [...descent.updates.keys()].map(({ name }) => name),
    wires: descent.wires.map(({ name }) => name),
  };
}

describe('freeze', () => {
  it('keeps what it names where it is, with no rule and no memory', () => {
    const { at, moving, wires } = twoSteps(pipe(freeze('b'), trace({ decay: 0.5 })));
    expect(at).toEqual([3 + 4.5, 0]);
    expect(moving).toEqual(['a']);
    expect(wires).toContain('trace.v(a)');
    expect(wires).not.toContain('trace.v(b)');
  });

  it('shows the transforms behind it no gradient of theirs, those before it all', () => {
    expect(twoSteps(pipe(freeze('b'), clipByGlobalNorm(3))).at).toEqual([6, 0]);
    const [a, b] = twoSteps(pipe(clipByGlobalNorm(3), freeze('b'))).at;
    expect(a).toBeCloseTo(2 * (9 / 5), 12);
    expect(b).toBe(0);
  });

  it('freezes within a mask too', () => {
    expect(twoSteps(mask(freeze('*'), 'a')).at).toEqual([0, 8]);
  });

  it('can freeze all, and what is frozen already', () => {
    expect(twoSteps(freeze('*')).at).toEqual([0, 0]);
    expect(twoSteps(partition([{ names: '*', transform: freeze('*') }, { transform: trace() }])).at).toEqual([0, 0]);
  });

  it.each([
    ['c', "names: a name must be that of a parameter, got 'c'. Choose from 'a', 'b'."],
    ['c*', "names: a pattern must match a parameter, got 'c*'. Choose from 'a', 'b'."],
    [/^c/, "names: a pattern must match a parameter, got /^c/. Choose from 'a', 'b'."],
    [() => false, "names: a predicate must be true of a parameter, got false of each. Choose from 'a', 'b'."],
  ])('refuses what no parameter matches, and so do mask and partition: %s', (names, message) => {
    expect(() => twoSteps(freeze(names))).toThrow(message);
    expect(() => twoSteps(mask(trace(), names))).toThrow(message);
    expect(() => twoSteps(partition([{ names, transform: trace() }, { transform: trace() }]))).toThrow(message);
  });

  it('names the parameter that was meant', () => {
    const weights = ['dense1/weight', 'dense1/bias', 'dense2/weight'];
    const losses = weights.map(name => parameter(0, { name }) as Node);
    const updates = updatesOf(losses.reduce((sum, one) => add(sum, one)));
    expect(() => freeze('dense1/wieght')(updates)).toThrow("got 'dense1/wieght'. Did you mean 'dense1/weight'?");
    expect(() => freeze('dense1/bais*')(updates)).toThrow("Did you mean 'dense1/bias'?");
    expect(() => freeze(/dense2\/wegiht$/)(updates)).toThrow("Did you mean 'dense2/weight'?");
  });

  it('takes what matches a parameter outside of the part that it sees', () => {
    expect(twoSteps(mask(freeze('b'), 'a')).at).toEqual([6, 8]);
    expect(twoSteps(pipe(freeze('b'), mask(trace({ decay: 0.5 }), 'b'))).at).toEqual([6, 0]);
    const shared = pipe(freeze(/^b/), trace({ decay: 0.5 }));
    const groups = ['a', 'b'].map(names => ({ names, transform: shared }));
    expect(twoSteps(partition(groups)).at).toEqual([3 + 4.5, 0]);
  });
});
