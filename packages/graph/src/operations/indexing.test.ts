import { tensor, type Shape } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { constant, gather, gradient, input, parameter, read, scatterAddLike, sum, takeAlong, topK, type Node } from '../index.ts'; // prettier-ignore
import { sameByName } from '../testing/same-by-name.ts';

const float64 = { dtype: 'float64' } as const;
const int32 = { dtype: 'int32' } as const;

describe('topK', () => {
  it('takes a NaN as the largest, and the first of equals first', () => {
    const { values, indices } = topK(constant([1, NaN, 5, NaN, 5, Infinity], float64), 5);
    expect(read(indices).toArray()).toEqual([1, 3, 5, 2, 4]);
    expect(read(values).toArray()).toEqual([NaN, NaN, Infinity, 5, 5]);
    expect(read(topK(constant([0, -0, 0, -0]), 3).indices).toArray()).toEqual([0, 1, 2]);
    expect(read(topK(constant([-Infinity, -Infinity, NaN]), 2).indices).toArray()).toEqual([2, 0]);
  });

  it('is right for any k', () => {
    const x = Float64Array.from({ length: 50 }, (_, i) => (i * 37) % 23);
    const order = [...x.keys()].sort((p, q) => x[q]! - x[p]! || p - q);
    for (let k = 0; k <= 50; k++) expect(read(topK(constant(x), k).indices).toArray()).toEqual(order.slice(0, k));
  });

  it('passes a gradient back through its values, and none through its indices', () => {
    const x = parameter([[1, 3, 2], [5, 4, 6]], float64); // prettier-ignore
    const { values, indices } = topK(x, 2);
    const weighted = sum(gather(values, constant([0], int32), { axis: 1 }));
    expect(read(gradient(weighted, x)).toArray()).toEqual([[0, 1, 0], [0, 0, 1]]); // prettier-ignore
    expect(() => gradient(indices as Node, x)).toThrow('the root must be float32 or float64');
  });

  it('refuses a k that the axis has not, when it is built or in a pass', () => {
    const x = input('x', ['batch', 3]);
    expect(() => topK(x, 4)).toThrow(
      'topK: k must be a whole number from 0 to the 3 elements of axis 1, not 4, got [batch, 3]. Ask for fewer.',
    );
    expect(() => topK(x, 1.5)).toThrow('not 1.5');
    expect(() => topK(x, -1, { axis: 0 })).toThrow(
      'topK: k must be a whole number from 0 to the batch elements of axis 0, not -1',
    );
    const { values } = topK(x, 2, { axis: 0 });
    expect(values.shape).toEqual([2, 3]);
    x.set([[1, 2, 3]]);
    expect(() => read(values)).toThrow(
      'topK: k must be a whole number from 0 to the 1 elements of axis 0, not 2, got [1, 3].',
    );
    x.set([[1, 8, 3], [4, 5, 6], [7, 2, 9]]); // prettier-ignore
    expect(read(values).toArray()).toEqual([[7, 8, 9], [4, 5, 6]]); // prettier-ignore
  });
});

describe('lookups in shapes with names', () => {
  const places = (shape: readonly number[], ...values: number[]): Node => constant(tensor(values, { shape, ...int32 })) as Node; // prettier-ignore

  it.each<readonly [name: string, apply: (...inputs: Node[]) => Node, shapes: readonly Shape[]]>([
    ['gather beside a name', x => gather(x, places([4], 2, 0, 1, 2), { axis: 1 }), [['batch', 3]]],
    ['gather of one', x => gather(x, places([], 1), { axis: -1 }), [['batch', 3]]],
    ['scatterAddLike', (x, like) => scatterAddLike(x, places([2], 2, 0), like, { axis: 1 }), [['batch', 2], ['batch', 3]]],
    ['the values of topK', x => topK(x, 2).values, [['batch', 3]]],
    ['lookups in sums of lookups', x => gather(gather(x, places([2, 2], 2, 0, 0, 1), { axis: 1 }), places([1], 1), { axis: 2 }), [['batch', 3]]],
  ])('%s has the values and gradients that it has for each fixed size', (_, apply, shapes) => {
    sameByName(apply, shapes);
  }); // prettier-ignore

  it('rows of a table with a name are bound by its size in the pass', () => {
    const table = input('table', ['rows', 2], 'float64');
    const indices = input('i', ['batch'], 'int32');
    const picked = gather(table, indices);
    const along = takeAlong(table, constant([[1, 0]], int32), { axis: 0 });
    expect([picked.shape, along.shape]).toEqual([['batch', 2], [1, 2]]); // prettier-ignore
    table.set([[1, 2], [3, 4]]); // prettier-ignore
    indices.set([1, 1, 0]);
    expect(read(picked).toArray()).toEqual([[3, 4], [3, 4], [1, 2]]); // prettier-ignore
    expect(read(along).toArray()).toEqual([[3, 2]]);
    table.set([[5, 6]]);
    expect(() => read(picked)).toThrow('gather: indices must be from 0 to 0, got 1 at position 0.');
    expect(() => read(along)).toThrow('takeAlong: indices must be from 0 to 0, got 1 at position 0.');
  });
});

describe('indices and values that do not fit', () => {
  const x = input('x', [2, 3]) as Node;
  const two = input('i', [2, 2], 'int32') as Node;

  it('are an error when the node is built', () => {
    expect(() => gather(x, two, { axis: 2 })).toThrow('gather: axes must be whole numbers from -2 to 1, not 2');
    expect(() => scatterAddLike(x, two, x, { axis: 1 })).toThrow(
      'scatterAdd: there must be one row of the table’s length for each index, got [2, 3] and [2, 2] and [2, 3].',
    );
    expect(() => takeAlong(x, two, { axis: 0 })).toThrow(
      'takeAlong: all sizes but those of axis 0 must agree, got [2, 3] and [2, 2]. For the same places everywhere, use gather.',
    );
    expect(() => takeAlong(x, input('j', [2], 'int32'))).toThrow('takeAlong: all sizes but those of axis 1 must agree');
    expect(() => takeAlong(x, x)).toThrow('takeAlong: indices must be int32, got float32. Convert them with cast.');
    expect(() => takeAlong(input('s', []) as Node, two)).toThrow('takeAlong: there must be an axis, got []');
  });
});
