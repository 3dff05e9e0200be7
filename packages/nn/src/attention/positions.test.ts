import {
  constant,
  feed,
  gradient,
  input,
  parametersOf,
  read,
  sparseRows,
  sum,
  type Node,
  type Parameter,
} from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { ones } from '../initializers/initializer.ts';
import { learnedPositions } from './learned-positions.ts';
import { rotary } from './rotary.ts';
import { sinusoidalPositions } from './sinusoidal-positions.ts';

const zeros = (...shape: number[]) => tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)), { shape });

describe('learnedPositions', () => {
  it('adds a vector for each position, and shares its vectors where it is applied again', () => {
    const layer = learnedPositions(4);
    const x = input('x', ['batch', 'time', 2]) as Node;
    const y = layer(layer(x));
    expect([y.shape, parametersOf(y).map(({ name, shape }) => [name, shape])]).toEqual([
      ['batch', 'time', 2],
      [['learnedPositions1/vectors', [4, 2]]],
    ]);
    const rows = read(layer.vectors).toArray() as number[][];
    feed([x, zeros(2, 3, 2)] as never);
    const twice = rows.slice(0, 3).map(row => row.map(value => Math.fround(value + value)));
    expect(read(y).toArray()).toEqual([twice, twice]);
  });

  it('has a gradient of rows for a time with a name, and a whole one for a fixed time', () => {
    const learned = (time: number | string): Node => {
      const x = input('x', ['batch', time, 2]) as Node;
      const layer = learnedPositions(4, { vectors: ones, name: 'place' });
      const slope = gradient(sum(layer(x)), layer.vectors) as Node;
      feed([x, zeros(3, 2, 2)] as never);
      return slope;
    };
    const [named, fixed] = [learned('time'), learned(2)];
    expect([sparseRows(named) === undefined, sparseRows(fixed) === undefined]).toEqual([false, true]);
    for (const slope of [named, fixed]) expect(read(slope).toArray()).toEqual([[3, 3], [3, 3], [0, 0], [0, 0]]); // prettier-ignore
  });

  it('says which times and widths it takes', () => {
    const layer = learnedPositions(4);
    expect(() => layer(input('x', ['batch', 5, 2]) as Node)).toThrow(
      'learnedPositions: the time, the last axis but one, must be at most 4, got [batch, 5, 2]. Give it a larger length, or a shorter window.',
    );
    const x = input('x', ['batch', 'time', 2]) as Node;
    const y = layer(x);
    feed([x, zeros(1, 5, 2)] as never);
    expect(() => read(y)).toThrow(
      'learnedPositions: the time, the last axis but one, must be at most 4, got [1, 5, 2].',
    );
    expect(() => layer(input('x', ['batch', 4, 3]) as Node)).toThrow('the vectors must have the shape [4, 3]');
    expect(() => learnedPositions(0)).toThrow('learnedPositions: the length must be a positive whole number, got 0.');
    expect(() => layer(input('x', [4]) as Node)).toThrow('the input must have the shape [..., time, width]');
  });
});

describe('sinusoidalPositions', () => {
  it('adds sines and cosines that repeat ever more slowly, to any time up to its length', () => {
    const x = input('x', ['time', 4], 'float64') as Node;
    const y = x.pipe(sinusoidalPositions({ length: 9, base: 100 }) as never) as Node;
    feed([x, tensor(new Float64Array(12), { shape: [3, 4] })] as never);
    const rows = [0, 1, 2].map(t => [Math.sin(t), Math.cos(t), Math.sin(t / 10), Math.cos(t / 10)]);
    expect(read(y).toArray()).toEqual(rows.map(row => row.map(value => expect.closeTo(value, 14))));
    feed([x, tensor(new Float64Array(40), { shape: [10, 4] })] as never);
    expect(() => read(y)).toThrow(
      'sinusoidalPositions: the time, the last axis but one, must be at most 9, got [10, 4].',
    );
    expect(() => sinusoidalPositions({ length: 1.5 })).toThrow('the length must be a positive whole number, got 1.5.');
  });
});

describe('rotary', () => {
  it('keeps lengths, and makes products depend on the distance only', () => {
    const [a, b] = [[0.3, -1.2, 0.7, 2.1], [1.1, 0.4, -0.8, 0.5]]; // prettier-ignore
    const turned = [a, b].map(row => {
      const x = constant(tensor(Array.from({ length: 8 }, () => row!).flat(), { shape: [8, 4], dtype: 'float64' }));
      return read(rotary()(x as Node)).toArray() as number[][];
    }) as [number[][], number[][]];
    const product = (i: number, j: number): number =>
      turned[0][i]!.reduce((total, value, c) => total + value * turned[1][j]![c]!, 0);
    expect(turned[0][0]).toEqual(a);
    for (const [i, j] of [[1, 0], [4, 3], [7, 6]] as const) expect(product(i, j)).toBeCloseTo(product(2, 1), 12); // prettier-ignore
    expect(product(3, 0)).not.toBeCloseTo(product(2, 1), 3);
    for (const row of turned[0]) expect(Math.hypot(...row)).toBeCloseTo(Math.hypot(...a!), 12);
  });

  it('says which widths and times it takes', () => {
    expect(() => rotary()(input('x', ['time', 3]) as Node)).toThrow('rotary: the width must be even, got [time, 3].');
    expect(() => rotary({ length: 2 })(input('x', [3, 2]) as Node)).toThrow('must be at most 2, got [3, 2].');
    expect(() => rotary()(input('x', ['time', 2], 'int32') as Node)).toThrow('the input must be float32 or float64');
  });
});

it('learned vectors are a parameter like any other', () => {
  const layer = learnedPositions(2);
  layer(input('x', [2, 3]) as Node);
  (layer.vectors as Parameter).set([[1, 2, 3], [4, 5, 6]] as never); // prettier-ignore
  expect(read(layer.vectors).toArray()).toEqual([[1, 2, 3], [4, 5, 6]]); // prettier-ignore
});

it.each([0, -2, NaN, Infinity])('a base of %s is refused', base => {
  for (const layer of [rotary, sinusoidalPositions])
    expect(() => layer({ base })).toThrow(`${layer.name}: the base must be a positive number, got ${base}`);
});
