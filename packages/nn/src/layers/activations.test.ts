import { constant, read, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { elu, gelu, leakyRelu, relu, sigmoid, silu, softmax, softplus, tanh } from '../index.ts';

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
    { name: 'softplus', layer: softplus(), of: (x: number) => Math.log(1 + Math.exp(x)) },
    {
      name: 'softmax',
      layer: softmax(),
      of: (x: number) => Math.exp(x) / values.reduce((total, one) => total + Math.exp(one), 0),
    },
  ])('is a layer: $name', ({ layer, of }) => {
    apply(layer).forEach((value, i) => expect(value).toBeCloseTo(of(values[i]!), 14));
  });
});
