import { constant, read, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import {
  celu,
  elu,
  gelu,
  glu,
  hardSigmoid,
  hardSwish,
  leakyRelu,
  logSigmoid,
  mish,
  relu,
  relu6,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  softsign,
  tanh,
} from '../index.ts';

const values = [-2, 0, 0.5, 3];
/** The standard normal's distribution function there, by mpmath. */
const normal: Readonly<Record<number, number>> = {
  [-2]: 0.02275013194817921,
  0: 0.5,
  0.5: 0.6914624612740131,
  3: 0.9986501019683699,
};
const apply = (layer: (x: Node) => Node): number[] =>
  (read(layer(constant(values, { dtype: 'float64' }) as Node)) as { toArray(): unknown }).toArray() as number[];

describe('an activation', () => {
  it.each([
    { name: 'relu', layer: relu(), of: (x: number) => Math.max(x, 0) },
    { name: 'sigmoid', layer: sigmoid(), of: (x: number) => 1 / (1 + Math.exp(-x)) },
    { name: 'tanh', layer: tanh(), of: Math.tanh },
    { name: 'leakyRelu', layer: leakyRelu(), of: (x: number) => (x > 0 ? x : x / 100) },
    { name: 'leakyRelu with a slope', layer: leakyRelu({ slope: 0.25 }), of: (x: number) => (x > 0 ? x : x / 4) },
    { name: 'elu', layer: elu(), of: (x: number) => (x > 0 ? x : Math.exp(x) - 1) },
    { name: 'elu with α', layer: elu({ alpha: 0.5 }), of: (x: number) => (x > 0 ? x : (Math.exp(x) - 1) / 2) },
    { name: 'gelu', layer: gelu(), of: (x: number) => x * normal[x]! },
    {
      name: 'gelu by tanh',
      layer: gelu({ approximate: 'tanh' }),
      of: (x: number) => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
    },
    { name: 'silu', layer: silu(), of: (x: number) => x / (1 + Math.exp(-x)) },
    { name: 'relu6', layer: relu6(), of: (x: number) => Math.min(Math.max(x, 0), 6) },
    { name: 'selu', layer: selu(), of: (x: number) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)) }, // prettier-ignore
    { name: 'celu', layer: celu(), of: (x: number) => (x > 0 ? x : Math.expm1(x)) },
    { name: 'celu with α', layer: celu({ alpha: 2 }), of: (x: number) => (x > 0 ? x : 2 * Math.expm1(x / 2)) },
    { name: 'mish', layer: mish(), of: (x: number) => x * Math.tanh(Math.log1p(Math.exp(x))) },
    { name: 'hardSigmoid', layer: hardSigmoid(), of: (x: number) => Math.min(Math.max(x + 3, 0), 6) / 6 },
    { name: 'hardSwish', layer: hardSwish(), of: (x: number) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6 },
    { name: 'logSigmoid', layer: logSigmoid(), of: (x: number) => -Math.log1p(Math.exp(-x)) },
    { name: 'softsign', layer: softsign(), of: (x: number) => x / (1 + Math.abs(x)) },
    { name: 'softplus', layer: softplus(), of: (x: number) => Math.log(1 + Math.exp(x)) },
    {
      name: 'softmax',
      layer: softmax(),
      of: (x: number) => Math.exp(x) / values.reduce((total, one) => total + Math.exp(one), 0),
    },
  ])('is a layer: $name', ({ layer, of }) => {
    apply(layer).forEach((value, i) => expect(value).toBeCloseTo(of(values[i]!), 14));
  });

  it('glu halves the last axis, or another one', () => {
    const x = constant([[1, 2, 0, 0], [3, 4, 0, 0]], { dtype: 'float64' }); // prettier-ignore
    expect(read(glu()(x)).toArray()).toEqual([[0.5, 1], [1.5, 2]]); // prettier-ignore
    expect(glu({ axis: 0 })(x).shape).toEqual([1, 4]);
    expect(() => glu()(constant([1, 2, 3]))).toThrow('glu: the axis must have a fixed, even size, got [3].');
  });

  it('refuses options that it does not have', () => {
    expect(() => celu({ slope: 1 } as never)).toThrow(/slope/);
    expect(() => glu({ axes: 1 } as never)).toThrow(/axes/);
    expect(() => celu({ alpha: 0 })(constant([1]))).toThrow('celu: alpha must be above 0, got 0. Try 1.');
  });
});
