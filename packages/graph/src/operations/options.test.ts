import { describe, expect, it } from 'vitest';
import {
  clip,
  constant,
  cumsum,
  elu,
  gelu,
  leakyRelu,
  logSumExp,
  norm,
  prod,
  read,
  variance,
  type Node,
} from '../index.ts';

const x = constant([[1, 2], [3, 4]], { dtype: 'float64' }) as Node; // prettier-ignore

describe('options that cannot hold', () => {
  it('are an error when the node is built', () => {
    expect(() => clip(x, {})).toThrow('clip: a bound must be given, got none. Give { min }, { max } or both.');
    expect(() => clip(x, { min: 2, max: 1 })).toThrow(
      'clip: min must not be above max, got 2 and 1. Exchange the two.',
    );
    expect(() => clip(x, { max: NaN })).toThrow('clip: min must not be above max, got -Infinity and NaN.');
    expect(() => norm(x, { order: 3 })).toThrow('norm: the order must be 1, 2 or Infinity, got 3. Compose it');
  });

  it('name the operation whose axes they are', () => {
    const reductions = { prod, variance, logSumExp, norm };
    for (const [name, reduce] of Object.entries(reductions))
      expect(() => (reduce as (x: Node, options: object) => Node)(x, { axes: 2 })).toThrow(
        `${name}: axes must be whole numbers from -2 to 1, not 2, got [2, 2]. Check the axes option.`,
      );
    expect(() => cumsum(x, { axis: -3 })).toThrow('cumsum: axes must be whole numbers from -2 to 1, not -3');
  });
});

describe('options that are left out', () => {
  const same = (a: Node, b: Node): void => expect(read(a).toArray()).toEqual(read(b).toArray());

  it('are what is documented', () => {
    const y = constant([-2, -0.5, 3], { dtype: 'float64' }) as Node;
    same(elu(y), elu(y, { alpha: 1 }));
    same(leakyRelu(y), leakyRelu(y, { slope: 0.01 }));
    same(gelu(y), gelu(y, {}));
    same(norm(x), norm(x, { order: 2, axes: [0, 1] }));
    same(variance(x), variance(x, { correction: 0 }));
    same(cumsum(x), cumsum(x, { axis: 1, reverse: false }));
    same(clip(y, { min: 0 }), clip(y, { min: 0, max: Infinity }));
  });
});
