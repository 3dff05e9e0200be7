import { constant, gradient, input, mul, parameter, parametersOf, read, sum, type Node } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { concat, dense, relu } from '../index.ts';

const times = (factor: number) => (x: Node) => mul(x, factor) as Node;

describe('concat', () => {
  it('joins the outputs of its branches along the last axis', () => {
    const x = constant([[1, 2], [3, 4]]) as Node; // prettier-ignore
    const y = x.pipe(concat(times(10), x => x, times(-1)));
    expect(read(y).toArray()).toEqual([[10, 20, 1, 2, -1, -2], [30, 40, 3, 4, -3, -4]]); // prettier-ignore
  });

  it('joins along another axis', () => {
    const x = constant([[1, 2], [3, 4]]) as Node; // prettier-ignore
    for (const axis of [0, -2])
      expect(read(x.pipe(concat(times(10), x => x, { axis }))).toArray()).toEqual([[10, 20], [30, 40], [1, 2], [3, 4]]); // prettier-ignore
  });

  it('adds the gradients of all branches', () => {
    const x = parameter([[1, 2]]) as Node;
    const y = x.pipe(concat(times(2), times(3)));
    const loss = sum(mul(y, constant([[1, 10, 100, 1000]])));
    expect(read(gradient(loss as Node, x)).toArray()).toEqual([[2 + 300, 20 + 3000]]);
  });

  it('joins its input and a node', () => {
    const [x, skip] = [input('x', ['batch', 2]), input('skip', ['batch', 3])];
    const y = x.pipe(concat(skip));
    expect(y.shape).toEqual(['batch', 5]);
    x.set([[1, 2]]);
    skip.set([[3, 4, 5]]);
    expect(read(y).toArray()).toEqual([[1, 2, 3, 4, 5]]);
    expect(read(x.pipe((concat as never as (...all: unknown[]) => (x: Node) => Node)(times(2), skip))).toArray()).toEqual([[2, 4, 3, 4, 5]]); // prettier-ignore
  });

  it('counts the layers of its branches from left to right, and shares them when it is applied again', () => {
    const branches = concat(dense(3), dense(2));
    const y = input('x', ['batch', 4]).pipe(branches);
    const shapes = parametersOf(y as Node).filter(({ name }) => name.endsWith('weight')).map(({ name, shape }) => [name, shape]); // prettier-ignore
    expect(Object.fromEntries(shapes)).toEqual({ 'dense1/weight': [4, 3], 'dense2/weight': [4, 2] });
    expect(parametersOf(branches(input('y', ['batch', 4])) as Node)).toEqual(parametersOf(y as Node));
  });

  it('takes no rows, and one', () => {
    const x = input('x', ['batch', 2]);
    const y = x.pipe(concat(relu(), x => x));
    for (const rows of [0, 1]) {
      x.set(tensor(new Float32Array(2 * rows), { shape: [rows, 2] }));
      expect(read(y).shape).toEqual([rows, 4]);
    }
  });

  it('refuses other sizes beside the axis, and other dtypes', () => {
    const x = input('x', ['batch', 2, 2]);
    expect(() => x.pipe(concat(input('y', ['batch', 3, 2]) as Node))).toThrow(
      'concat: all sizes but those of axis 2 must agree, got [batch, 2, 2] and [batch, 3, 2].',
    );
    expect(() => x.pipe(concat(input('y', ['batch', 2, 2], 'float64')))).toThrow(/^concat: .*dtype/);
  });

  it('refuses what is no branch, and shows the form of the operation', () => {
    const advice = 'Write concat(a, b) for branches; concat([a, b]) joins nodes, and is in @thalweg/graph.';
    for (const [given, printed] of [
      [[relu()], 'Array'],
      [undefined, 'undefined'],
    ] as const)
      expect(() => concat(given as never)).toThrow(
        `concat: the first branch must be a function, got ${printed}. ${advice}`,
      );
    expect(() => concat(5 as never, relu())).toThrow('concat: each branch must be a function, got 5.');
    expect(() => concat(relu(), relu(), { axes: 0 } as never)).toThrow("Did you mean 'axis'?");
    expect(() => concat((() => 5) as never, relu())(constant([1]))).toThrow('concat: inputs must be nodes, got 5.');
  });
});
