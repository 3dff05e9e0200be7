import { tensor, type DType } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { constant, gradients, input, mul, parameter, read, scatter, scatterAlong, sum, type Node } from '../index.ts';
import { sameByName } from '../testing/same-by-name.ts';

const of = (values: readonly number[], dtype: DType): Node => constant(tensor([...values], { dtype })) as Node;
const at = of([1, 0, 1], 'int32');
const shown = (node: Node): string => read(node).toString();

describe('scatter', () => {
  it('lets the last of several for one place win, which alone gets the gradient', () => {
    const [x, values] = [parameter([1, 2, 3]), parameter([10, 20, 30])];
    const y = scatterAlong(x, at, values);
    const slopes = gradients(sum(mul(y, constant([1, 2, 3]))));
    expect(read(y).toArray()).toEqual([20, 30, 3]);
    expect([read(slopes.of(x)).toArray(), read(slopes.of(values)).toArray()]).toEqual([[0, 0, 3], [0, 1, 2]]); // prettier-ignore
  });

  it('is exact for whole numbers, and moves flags as they are', () => {
    const [x, values] = [of([65_537, 46_341, 7], 'int32'), of([3, 65_537, 46_341], 'int32')];
    expect(shown(scatterAlong(x, at, values, { reduction: 'mul' }))).toBe(
      `int32 [3] [${Math.imul(65_537, 65_537)}, ${Math.imul(Math.imul(46_341, 3), 46_341)}, 7]`,
    );
    expect(shown(scatterAlong(x, at, values, { reduction: 'max' }))).toBe('int32 [3] [65537, 46341, 7]');
    expect(shown(scatterAlong(of([1, 1, 1], 'bool'), at, of([1, 0, 0], 'bool')))).toBe('bool [3] [false, false, true]');
  });

  it.each(['none', 'add', 'mul', 'max', 'min'] as const)(
    'has the values and gradients of fixed sizes: %s',
    reduction => {
      sameByName((x, rows) => scatter(x!, at, rows!, { reduction }), [[2, 'batch'], [3, 'batch']]); // prettier-ignore
      sameByName((x, rows) => scatter(x!, at, rows!, { reduction, axis: 1 }), [['batch', 2], ['batch', 3]]); // prettier-ignore
    },
  );

  it('refuses what does not fit', () => {
    const x = input('x', [4, 3]) as Node;
    expect(() => scatter(x, at, x)).toThrow(
      'scatter: there must be one row for each index, got [4, 3] and [3] and [4, 3]. Check the shape of the rows.',
    );
    expect(() => scatterAlong(x, at, of([1, 2, 3], 'float32'))).toThrow(
      'scatterAlong: there must be an index for each value, and all sizes but those of axis 1 must agree, got [4, 3] and [3] and [3].',
    );
    const flags = of([1, 0, 1], 'bool');
    expect(() => scatterAlong(flags, at, flags, { reduction: 'add' })).toThrow('scatterAlong: inputs must be numbers');
    expect(() => scatterAlong(flags, flags, flags)).toThrow('scatterAlong: indices must be int32');
    expect(() => scatterAlong(x, at, x, { reduction: 'sum' as never })).toThrow(
      "scatterAlong: the reduction must be a known name, got 'sum'.",
    );
    expect(() => scatter(x, of([1], 'float32'), input('row', [1, 3]) as Node)).toThrow(
      'scatter: indices must be int32',
    );
    const past = scatterAlong(parameter([1, 2]), of([2], 'int32'), parameter([1]));
    expect(() => read(past)).toThrow('scatterAlong: indices must be from 0 to 1, got 2 at position 0.');
  });
});
