import { describe, expect, it } from 'vitest';
import { add, gradients, mul, neg, parameter, read, type Node } from '../index.ts';

describe('gradients', () => {
  const [x, y] = [parameter(3, { name: 'x' }), parameter(4, { name: 'y' })];
  const all = gradients(mul(x, y) as Node);

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
