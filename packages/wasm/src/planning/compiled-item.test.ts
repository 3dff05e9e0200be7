import { add, input, max, mean, mul, oneHot, relu, sum, type Node } from '@thalweg/graph';
import { describe, it } from 'vitest';
import { expectSameBits, numbers } from '../testing/both-ways.ts';

/** More and fewer than any turn of a loop takes, with every end; one row has code of its own. */
const ROWS = [2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 31, 33, 1, 6];

describe('code that is told how many rows there are', () => {
  it.each([1, 2, 3, 4, 5, 6, 8, 12])('has the bits of the interpreter for all of them, in rows of %i', width => {
    const x = input('x', ['rows', width]) as Node;
    const y = input('y', ['rows', width]) as Node;
    const both = add(mul(x, x), relu(y)) as Node;
    const outputs = [
      both,
      max(both, { axes: [0] }),
      max(x, { axes: [1] }),
      add(sum(relu(x), { axes: [1] }), 1),
    ] as Node[];
    expectSameBits(
      outputs,
      ...ROWS.map(rows => {
        const all = numbers(2 * rows * width);
        const matrix = (from: number) =>
          Array.from({ length: rows }, (_, row) => all.slice(from + row * width, from + (row + 1) * width));
        return [[x, matrix(0)], [y, matrix(rows * width)]] as never; // prettier-ignore
      }),
    );
  });

  it('has them for vectors, labels and means', () => {
    const x = input('x', ['rows']) as Node;
    const label = input('label', ['rows'], 'int32');
    const outputs = [add(mul(x, 3), 1), max(x), oneHot(label as never, 5), mean(mul(x, 0.25))] as Node[];
    expectSameBits(
      outputs,
      ...ROWS.map(rows => {
        const labels = Array.from({ length: rows }, (_, row) => (3 * row) % 5);
        return [[x, numbers(rows)], [label, labels]] as never; // prettier-ignore
      }),
    );
  });
});
