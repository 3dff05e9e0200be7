import { constant, read, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { relu, sigmoid, softmax, tanh } from './index.ts';

const values = [-2, 0, 0.5, 3];
const apply = (layer: (x: Node) => Node): number[] =>
  (read(layer(constant(values, { dtype: 'float64' }) as Node)) as { toArray(): unknown }).toArray() as number[];

describe('an activation', () => {
  it.each([
    { name: 'relu', layer: relu(), of: (x: number) => Math.max(x, 0) },
    { name: 'sigmoid', layer: sigmoid(), of: (x: number) => 1 / (1 + Math.exp(-x)) },
    { name: 'tanh', layer: tanh(), of: Math.tanh },
    {
      name: 'softmax',
      layer: softmax(),
      of: (x: number) => Math.exp(x) / values.reduce((total, one) => total + Math.exp(one), 0),
    },
  ])('is a layer: $name', ({ layer, of }) => {
    apply(layer).forEach((value, i) => expect(value).toBeCloseTo(of(values[i]!), 14));
  });
});
