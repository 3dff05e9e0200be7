import { describe, expect, it } from 'vitest';
import {
  arange,
  eye,
  argmin,
  cast,
  constant,
  diagonal,
  einsum,
  expandDims,
  greater,
  hvp,
  inverse,
  pad,
  parameter,
  quantile,
  roll,
  scatter,
  sort,
  square,
  sum,
  tile,
  type Node,
} from '../index.ts';

const [vector, matrix, scalar] = [constant([3, 1, 2]), constant([[1, 2], [3, 4]]), constant(2)]; // prettier-ignore
const untyped = (value: unknown): never => value as never;

describe('operations say what they lack', () => {
  it('an axis of a scalar', () => {
    const words = 'there must be an axis, got []. A scalar has none: reshape it to [1].';
    expect(() => sort(scalar)).toThrow(`sort: ${words}`);
    expect(() => argmin(scalar)).toThrow(`argmin: ${words}`);
    expect(() => diagonal(vector)).toThrow('diagonal: it must be a matrix, or several, got [3].');
  });

  it('an axis that is left out or no number', () => {
    expect(() => pad(matrix, untyped({ before: 1 }))).toThrow(
      'pad: axes must be whole numbers from -2 to 1, not undefined, got [2, 2].',
    );
    expect(() => argmin(vector, untyped({ keep: true }))).toThrow('argmin: the axis must be a number, got Object.');
    expect(() => sum(matrix, { axes: untyped('batch') })).toThrow("sum: the axes must be an array, got 'batch'.");
  });

  it('new axes, and two in one place', () => {
    expect(() => expandDims(matrix, untyped({}))).toThrow('expandDims: axes must be a number, or several in an array');
    expect(() => expandDims(matrix, { axes: [0, -4] })).toThrow('expandDims: axes must be different, not 0, -4');
  });

  it('one number or several', () => {
    const words = 'must be a number, or several in an array, got undefined.';
    expect(() => roll(vector, untyped({}))).toThrow(`roll: shift ${words}`);
    expect(() => tile(vector, untyped({}))).toThrow(`tile: times ${words}`);
    expect(() => quantile(vector, untyped(undefined))).toThrow(`quantile: q ${words}`);
  });

  it('more numbers than a tensor holds', () => {
    expect(() => eye(1e5)).toThrow('eye: there must be at most 2²⁸ elements, got 10000000000.');
    expect(() => arange(1e12)).toThrow(
      'arange: there must be at most 2²⁸ elements, got 1000000000000. Check the sizes.',
    );
  });

  it('under their own name, not that of an operation inside', () => {
    const flags = greater(vector, 1) as Node;
    expect(() => einsum('i,i->', flags, flags)).toThrow('einsum: inputs must be numbers, got bool and bool.');
    expect(() => inverse(cast(matrix, 'int32'))).toThrow('inverse: inputs must be float32 or float64, got int32.');
    expect(() => scatter(vector, vector, vector)).toThrow('scatter: indices must be int32, got float32.');
  });

  it('a direction of the form of the nodes', () => {
    const x = parameter([1, 2]);
    expect(() => hvp(sum(square(x)), [x], untyped(x))).toThrow(
      'hvp: it must have the form of x, a list of 1, got a node. Give a direction, a node, for each node in x.',
    );
  });
});
