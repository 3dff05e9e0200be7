import { add, becomes, mul, neg, parameter, read, square, state, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { freeze, updatesOf, type Transform } from '../index.ts';
import { descend } from '../testing/descent.ts';

describe('updates', () => {
  const [x, y] = [parameter(3, { name: 'x' }), parameter(4, { name: 'y' })];
  const all = updatesOf(mul(x, y) as Node);

  it('are those of some parameters only, when they are asked for', () => {
    const some = all.only(({ name }) => name === 'y');
    expect(all.parameters).toEqual([x, y]);
    expect(some.parameters).toEqual([y]);
    expect([x, y].map(one => read(some.of(one)).item())).toEqual([4, 3]);
  });

  it('stay as they were mapped, and count the same steps', () => {
    const some = all.map(g => neg(g)).only(({ name }) => name === 'x');
    const twice = some.map(g => add(g, g) as Node);
    expect([x, y].map(one => read(twice.of(one)).item())).toEqual([-8, 3]);
    expect(read(some.of(y)).item()).toBe(-3);
    expect(some.step).toBe(all.step);
  });
});

describe('a rule that no update depends on', () => {
  it('fires in each step, and changes nothing in the step that it fires in', () => {
    const [x, taken] = [parameter(8, { dtype: 'float64' }), state(0, { dtype: 'float64' })];
    const counting: Transform = updates => {
      updates.addRule(becomes(taken, add(mul(taken, Infinity), 1)));
      return updates.map(g => mul(g, 0.25));
    };
    const descent = descend(square(x), counting);
    descent.step();
    expect([read(x).item(), read(taken).item()]).toEqual([4, NaN]);
    descent.close();
  });

  it('is left out with the parameter that it concerns, or with the last one of all', () => {
    const [x, y] = [parameter(3, { name: 'x' }), parameter(4, { name: 'y' })];
    const [own, common] = [becomes(state(0), x), becomes(state(0), y)];
    const start = updatesOf(mul(x, y) as Node);
    const some = start.mapElements((u, theta) => {
      if (theta.name === 'x') start.addRule(own, theta);
      return u;
    });
    start.addRule(common);
    expect(some.rules).toEqual([own, common]);
    expect(freeze('x')(some).rules).toEqual([common]);
    expect(freeze('*')(some).rules).toEqual([]);
  });
});
