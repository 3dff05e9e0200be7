import { ShapeError } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import * as graph from '../index.ts';
import {
  add,
  gradients,
  greater,
  input,
  less,
  matmul,
  mean,
  mul,
  openFrame,
  parameter,
  plus,
  read,
  reshape,
  softmax,
  sub,
  sum,
  transpose,
  where,
  type Node,
} from '../index.ts';
import { outputsOf, pass } from '../testing/stepping.ts';

const float64 = { dtype: 'float64' } as const;

describe("names in shapes, ['batch', 3]", () => {
  const rows = (count: number): number[][] => Array.from({ length: count }, (_, i) => [i + 1, 2 * i, -i]);

  it('take another size in every pass of one frame', () => {
    const x = input('x', ['batch', 3], 'float64');
    const w = parameter([2, 3, 5], float64);
    const weighted = mul(x, w);
    const loss = mean(sum(weighted, { axes: 1 }));
    const slopes = gradients(loss);
    const frame = openFrame({ outputs: [weighted, sum(x, { axes: 0 }), loss, slopes.of(w), slopes.of(x)] });
    for (const count of [2, 1, 5, 5, 0, 3]) {
      const given = rows(count);
      const x64 = new Float64Array(given.flat());
      const [y, sums, value, dw, dx] = outputsOf(pass(frame, [x, x64])).map(tensor => tensor.toArray());
      const down = [0, 1, 2].map(j => given.reduce((total, row) => total + row[j]!, 0));
      expect(y).toEqual(given.map(([a, b, c]) => [2 * a!, 3 * b!, 5 * c!]));
      expect(sums).toEqual(down);
      const expected = (2 * down[0]! + 3 * down[1]! + 5 * down[2]!) / count;
      if (count === 0) expect(value).toBeNaN();
      else expect(value).toBeCloseTo(expected, 12);
      (dw as number[]).forEach((slope, j) => expect(slope).toBeCloseTo(count === 0 ? 0 : down[j]! / count, 12));
      expect(dx).toEqual(given.map(() => [2, 3, 5].map(weight => weight * (1 / count))));
    }
    frame.close();
  });

  it('are reduced, and run along, whatever their size', () => {
    const x = input('x', ['batch', 3], 'float64');
    const axes = [0];
    const reduced: Node[] = [
      graph.variance(x, { axes }),
      graph.variance(x, { axes, correction: 1 }),
      graph.logSumExp(x, { axes }),
      graph.norm(x, { axes }),
      graph.norm(x, { axes, order: 1 }),
      graph.norm(x, { axes, order: Infinity }),
      graph.prod(x, { axes }),
    ];
    const run = graph.cumsum(x, { axis: 0 });
    expect(reduced.map(node => node.shape)).toEqual(reduced.map(() => [3]));
    expect(graph.prod(x, { axes: 1, keep: true }).shape).toEqual(['batch', 1]);
    expect(run.shape).toEqual(['batch', 3]);
    const slopes = gradients(sum([...reduced, sum(run, { axes })].reduce((a, b) => add(a, b)))).of(x);
    const frame = openFrame({ outputs: [...reduced, run, slopes] });
    for (const count of [2, 1, 5, 0, 3]) {
      const given = rows(count);
      const found = outputsOf(pass(frame, [x, new Float64Array(given.flat())]));
      [0, 1, 2].forEach(j => {
        const column = given.map(row => row[j]!);
        const total = (values: number[]): number => values.reduce((a, b) => a + b, 0);
        const mean = total(column) / count;
        const squares = total(column.map(value => (value - mean) ** 2));
        const expected = [
          squares / count,
          squares / Math.max(count - 1, 0),
          Math.log(total(column.map(Math.exp))),
          Math.hypot(...column),
          total(column.map(Math.abs)),
          Math.max(0, ...column.map(Math.abs)),
          column.reduce((a, b) => a * b, 1),
        ];
        expected.forEach((value, n) => {
          const own = found[n]!.data[j]!;
          if (Number.isFinite(value)) expect(own).toBeCloseTo(value, 12);
          else expect(own).toBe(value);
        });
        column.forEach((_, i) => expect(found[7]!.data[3 * i + j]).toBeCloseTo(total(column.slice(0, i + 1)), 12));
      });
      expect(found[8]!.shape).toEqual([count, 3]);
    }
    frame.close();
  });

  it('rebind what depends on a shape alone, in its result or not', () => {
    const x = input('x', ['batch', 3], 'float64');
    const count = mean(graph.fillLike(sum(x, { axes: 1 }), 6));
    const ones = graph.fillLike(x, 1);
    const product = matmul(transpose(ones), ones);
    const frame = openFrame({ outputs: [count, product] });
    for (const batch of [2, 5, 1, 0]) {
      const [six, counted] = outputsOf(pass(frame, [x, new Float64Array(3 * batch)]));
      expect(six!.item()).toBe(batch === 0 ? NaN : 6);
      expect([...counted!.data]).toEqual(Array<number>(9).fill(batch));
    }
    frame.close();
  });

  it('go through transposes, reshapes and reductions by name', () => {
    const x = input('x', ['batch', 2, 3]);
    const flat = reshape(x, ['batch', 6]);
    const turned = transpose(flat);
    const kept = sum(x, { axes: [1, 2], keep: true });
    expect([flat, turned, kept].map(node => node.shape)).toEqual([['batch', 6], [6, 'batch'], ['batch', 1, 1]]); // prettier-ignore
    expect(graph.argmax(x).shape).toEqual(['batch', 2]);
    expect(softmax(x, 0).shape).toEqual(['batch', 2, 3]);
    for (const batch of [2, 1, 0]) {
      x.set(Float32Array.from({ length: 6 * batch }, (_, i) => i));
      expect([flat, turned, kept].map(node => read(node as Node).shape)).toEqual([[batch, 6], [6, batch], [batch, 1, 1]]); // prettier-ignore
    }
  });

  it('leave one new name open to a reshape, and no more', () => {
    const x = input('x', ['batch', 4]);
    const halves = reshape(x, ['rows', 2]);
    x.set([[1, 2, 3, 4]]);
    expect(read(halves).toArray()).toEqual([[1, 2], [3, 4]]); // prettier-ignore
    expect(() => reshape(x, ['rows', 'columns'])).toThrow(
      'reshape: both shapes must have equally many elements, got [batch, 4] and [rows, columns].',
    );
    expect(() => reshape(x as Node, ['batch', 3])).toThrow('reshape: both shapes must have equally many elements');
    const thirds = reshape(x, ['rows', 3]);
    expect(() => read(thirds)).toThrow(
      'reshape: both shapes must have equally many elements, got [1, 4] and [rows, 3].',
    );
  });

  it('must be equal where they are equal', () => {
    const [x, y] = [input('x', ['batch']), input('y', ['batch'])];
    const total = add(x, y);
    x.set([1, 2]);
    y.set([1, 2, 3]);
    expect(() => read(total)).toThrow(
      "add: the axes named 'batch' must have one size, got [2] and [3]. Feed values of equal length.",
    );
    y.set([1]);
    expect(() => read(total)).toThrow("the axes named 'batch' must have one size");
  });

  it('that differ do not broadcast', () => {
    expect(() => add(input('x', ['batch']) as Node, input('y', ['rows']) as Node)).toThrow(
      'add: shapes must broadcast, got [batch] and [rows]. Sizes must be equal or 1',
    );
    expect(() => add(input('x', ['batch']) as Node, input('y', [3]) as Node)).toThrow('got [batch] and [3]');
  });
});

describe('shapes that do not fit', () => {
  const x = input('x', [2, 3]) as Node;

  it('are an error when the node is built', () => {
    expect(() => sum(x, { axes: 2 })).toThrow(
      'sum: axes must be whole numbers from -2 to 1, not 2, got [2, 3]. Check the axes option.',
    );
    expect(() => graph.argmax(x, { axis: 1 } as never)).toThrow('argmax: the axis must be a number, got Object.');
    expect(() => graph.argmax(x, -3)).toThrow('argmax: axes must be whole numbers from -2 to 1, not -3');
    expect(() => transpose(x, [0, 0])).toThrow(
      'transpose: the permutation must name every axis once, got [2, 3] and [0, 0]. Leave it out to reverse the axes.',
    );
    expect(() => reshape(x, [4])).toThrow('reshape: both shapes must have equally many elements, got [2, 3] and [4].');
    expect(() => graph.broadcastLike(x, input('y', [3]))).toThrow(
      'broadcast: the first must broadcast to the second, got [2, 3] and [3].',
    );
    const indices = input('i', [2], 'int32');
    expect(() => graph.gather(input('s', []) as Node, indices)).toThrow(
      'gather: the table must have rows, got []. Give it an axis.',
    );
    expect(() => graph.scatterAddLike(x, indices, input('table', [5, 2]))).toThrow(
      'scatterAdd: there must be one row of the table’s length for each index, got [2, 3] and [2] and [5, 2].',
    );
  });
});

describe('indices out of range', () => {
  const indices = input('i', [2], 'int32');

  it('are an error of the pass, with position and limit', () => {
    const picked = graph.gather(parameter([1, 2, 3]), indices);
    const hot = graph.oneHot(indices, 3);
    indices.set([0, 3]);
    expect(() => read(picked)).toThrow(
      'gather: indices must be from 0 to 2, got 3 at position 1. Check the labels, or the size that they index.',
    );
    expect(() => read(hot)).toThrow('oneHot: indices must be from 0 to 2, got 3 at position 1.');
    indices.set([-1, 0]);
    expect(() => read(picked)).toThrow('got -1 at position 0');
    indices.set([2, 2]);
    expect(read(picked).toArray()).toEqual([3, 3]);
  });
});

describe('broadcasting of shapes of different rank', () => {
  const [column, row] = [input('column', ['batch', 1]), input('row', ['batch'])];
  const refused = (build: () => unknown, message: string): void => {
    expect(build).toThrow(ShapeError);
    expect(build).toThrow(message);
  };

  it('must not double a name', () => {
    refused(
      () => sub(column as Node, row),
      "sub: broadcasting must not double 'batch', got [batch, 1] and [batch]. Give both the same rank: reshape [batch] to [batch, 1].",
    );
    refused(() => mul(row as Node, column), 'mul: broadcasting must not double');
    refused(() => plus(row as Node)(column as Node), 'add: broadcasting must not double');
    refused(() => less(column as Node, row), 'less: broadcasting must not double');
    refused(
      () => add(input('x', [1, 'batch', 1]) as Node, row),
      'Give both the same rank: reshape [batch] to [1, batch, 1].',
    );
  });

  it('must not double a name among a condition and two values', () => {
    refused(() => where(greater(column, 0), row as Node, 0), "where: broadcasting must not double 'batch'");
    refused(() => where(greater(row, 0) as Node, column, 0), "where: broadcasting must not double 'batch'");
    expect(where(greater(column, 0), input('y', [1, 'batch']), 0).shape).toEqual(['batch', 'batch']);
  });

  it('must not double a name along the leading axes of a product', () => {
    const [a, b] = [input('a', ['batch', 1, 2, 3]), input('b', ['batch', 3, 4])];
    refused(
      () => matmul(a as Node, b),
      "matmul along its leading axes: broadcasting must not double 'batch', got [batch, 1] and [batch]",
    );
  });

  it('takes every pair if both have one rank, and operands in which the name is as often', () => {
    const square = sub(column, input('line', [1, 'batch']));
    expect(square.shape).toEqual(['batch', 'batch']);
    expect(mul(square, row).shape).toEqual(['batch', 'batch']);
    expect(gradients(sum(mul(square, row))).of(row).shape).toEqual(['batch']);
    expect(add(input('x', ['n', 1]), row).shape).toEqual(['n', 'batch']);
    expect(add(column, 1).shape).toEqual(['batch', 1]);
  });

  it('cannot tell numbers apart', () => {
    expect(sub(parameter([[1], [2]]), parameter([1, 2])).shape).toEqual([2, 2]);
  });
});
