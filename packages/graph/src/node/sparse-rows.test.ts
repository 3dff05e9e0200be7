import { sizeOf, tensor, type Sizes } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { add, constant, gather, gradient, gradientCheck, input, matmul, mul, openFrame, parameter, parametersOf, read, sparseRows, square, sum, tanh, whenTraining, type Node } from '../index.ts'; // prettier-ignore
import { drawn, tensorOf } from '../testing/plain.ts';
import { outputsOf, pass } from '../testing/stepping.ts';

const float64 = { dtype: 'float64' } as const;
const places = (shape: Sizes, ...values: number[]): Node => constant(tensor(values, { shape, dtype: 'int32' })) as Node;
const table = (shape: Sizes, seed = 1): Node => parameter(tensorOf(drawn(shape, seed), 'float64')) as Node;
const weights = (shape: Sizes, seed: number): Node => constant(tensorOf(drawn(shape, seed), 'float64')) as Node;
const numbers = (node: Node): number[] => [...read(node).data];

/** The sum of rows at their indices along the first axis, row by row. */
function dense(rows: number, width: number, pairs: readonly (readonly [number, readonly number[]])[]): number[] {
  const out = Array.from({ length: rows }, () => Array<number>(width).fill(0));
  for (const [index, row] of pairs) row.forEach((x, j) => (out[index]![j]! += x));
  return out.flat();
}

/** The most elements that any computed value has. */
function mostComputed(outputs: readonly Node[]): number {
  let most = 0;
  const frame = openFrame({ outputs, guard: ({ shape }) => void (most = Math.max(most, sizeOf(shape!))) });
  outputsOf(pass(frame));
  frame.close();
  return most;
}

describe('the gradient of a table', () => {
  it('is the pair of what arrived and where it came from', () => {
    const x = table([4, 2]);
    const at = places([3], 3, 0, 3);
    const pair = sparseRows(gradient(sum(mul(gather(x, at), weights([3, 2], 2))), x))!;
    expect(pair.axis).toBe(0);
    expect(pair.indices).toBe(at);
    expect(numbers(pair.rows)).toEqual(numbers(weights([3, 2], 2)));
  });

  it('is one pair of all rows and indices where it is used several times', () => {
    const x = table([4, 2]);
    const [one, two, three] = [places([3], 3, 0, 3), places([2, 2], 1, 3, 0, 0), places([], 2)];
    const [a, b, c] = [weights([3, 2], 2), weights([2, 2, 2], 3), weights([2], 4)];
    const loss = [[one, a], [two, b], [three, c]].map(([at, w]) => sum(mul(gather(x, at!), w!)) as Node).reduce((p, q) => add(p, q)); // prettier-ignore
    const slope = gradient(loss, x);
    const pair = sparseRows(slope)!;
    const at = numbers(pair.indices);
    const rows = read(pair.rows).toArray() as number[][];
    expect(pair.indices.shape).toEqual([8]);
    expect(pair.rows.shape).toEqual([8, 2]);
    expect([...at].sort()).toEqual([3, 0, 3, 1, 3, 0, 0, 2].sort());
    const uses = [[one, a], [two, b], [three, c]].flatMap(([indices, w]) => numbers(indices!).map((index, n) => [index, numbers(w!).slice(2 * n, 2 * n + 2)] as const)); // prettier-ignore
    expect(numbers(slope)).toEqual(dense(4, 2, uses).map(value => expect.closeTo(value, 14) as number));
    expect(
      dense(
        4,
        2,
        at.map((index, n) => [index, rows[n]!]),
      ),
    ).toEqual(numbers(slope));
  });

  it('may lie along any axis', () => {
    const x = table([2, 4, 3]);
    const [one, two] = [places([2], 3, 3), places([1, 2], 0, 3)];
    const slope = gradient(add(sum(square(gather(x, one, { axis: 1 }))), sum(gather(x, two, { axis: -2 }))), x);
    const { axis, indices, rows } = sparseRows(slope)!;
    expect([axis, indices.shape, rows.shape]).toEqual([1, [4], [2, 4, 3]]);
    const values = numbers(x);
    const expected = values.map((value, i) => {
      const place = Math.floor(i / 3) % 4;
      return (place === 3 ? 2 * 2 * value + 1 : 0) + (place === 0 ? 1 : 0);
    });
    numbers(slope).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 14));
  });

  it('is a pair in shapes with names too', () => {
    const x = table([5, 2]);
    const [user, item] = [input('user', ['batch', 2], 'int32'), input('item', ['batch'], 'int32')];
    const loss = add(sum(square(gather(x, user))), sum(square(gather(x, item))));
    const slope = gradient(loss, x);
    const { indices, rows } = sparseRows(slope)!;
    expect(indices.shape).toEqual(['batch*3']);
    const frame = openFrame({ outputs: [slope, indices, rows] });
    for (const count of [2, 1, 0, 3]) {
      const [users, items] = [Int32Array.from({ length: 2 * count }, (_, i) => (2 * i) % 5), Int32Array.from({ length: count }, (_, i) => i)]; // prettier-ignore
      const [found, at, values] = outputsOf(pass(frame, [user, users], [item, items]));
      const all = numbers(x);
      const pairs = [...users, ...items].map(index => [index, all.slice(2 * index, 2 * index + 2).map(value => 2 * value)] as const); // prettier-ignore
      dense(5, 2, pairs).forEach((value, i) => expect(found!.data[i]).toBeCloseTo(value, 14));
      expect([at!.shape, values!.shape]).toEqual([[3 * count], [3 * count, 2]]);
    }
    frame.close();
  });

  it('is a dense sum where a use is dense, and where axes differ', () => {
    const x = table([3, 3]);
    const lookup = sum(gather(x, places([2], 2, 2)));
    for (const other of [sum(matmul(x, x)), sum(gather(x, places([2], 1, 1), { axis: 1 }))])
      for (const loss of [add(lookup, other), add(other, lookup)]) {
        const slope = gradient(loss, x);
        expect(sparseRows(slope)).toBeUndefined();
        expect(gradientCheck(loss).passed).toBe(true);
      }
  });

  it('is no pair of what does not keep one', () => {
    const x = table([3, 2]);
    expect(sparseRows(x)).toBeUndefined();
    expect(sparseRows(gradient(sum(square(x)), x))).toBeUndefined();
    expect(sparseRows(gather(x, places([1], 1)))).toBeUndefined();
  });

  it('is one pair per mode', () => {
    const x = table([3, 2]);
    const [one, two] = [gather(x, places([2], 0, 0)), gather(x, places([1], 2))];
    const slope = gradient(sum(whenTraining(add(sum(one), sum(one)), sum(two))), x);
    expect(numbers(slope)).toEqual([0, 0, 0, 0, 1, 1]);
    const frame = openFrame({ outputs: [slope], training: true });
    expect([...outputsOf(pass(frame))[0]!.data]).toEqual([4, 4, 0, 0, 0, 0]);
    frame.close();
  });
});

describe('rows and indices', () => {
  it('are read without anything of the size of the table', () => {
    const x = table([1000, 4]);
    const loss = add(sum(square(gather(x, places([3], 7, 900, 7)))), sum(tanh(gather(x, places([2], 1, 7)))));
    const slope = gradient(loss, x);
    const { indices, rows } = sparseRows(slope)!;
    expect(mostComputed([indices, rows])).toBe(20);
    expect(mostComputed([slope])).toBe(4000);
  });

  it('carry on in a second gradient', () => {
    const x = table([4, 2]);
    const loss = add(sum(square(gather(x, places([3], 3, 0, 3)))), sum(tanh(gather(x, places([2], 1, 3)))));
    const slope = gradient(loss, x);
    const weighed = sum(mul(square(slope), weights([4, 2], 9)));
    expect(parametersOf(weighed)).toEqual([x]);
    expect(gradientCheck(weighed).passed).toBe(true);
  });

  it('have gradients with respect to what they were made of', () => {
    const [x, w] = [table([4, 2]), parameter([[1, 2], [3, 4], [5, 6]], float64)]; // prettier-ignore
    const loss = add(sum(mul(gather(x, places([3], 3, 0, 3)), w)), sum(gather(x, places([1], 1))));
    const { rows } = sparseRows(gradient(loss, x))!;
    const upstream = weights([4, 2], 5);
    expect(read(gradient(rows, w, { upstream })).shape).toEqual([3, 2]);
    const slopes = numbers(gradient(rows, w, { upstream }));
    const own = numbers(upstream);
    expect([own.slice(0, 6), own.slice(2)]).toContainEqual(slopes);
  });
});
