import {
  add,
  constant,
  gradient,
  gradientCheck,
  input,
  parameter,
  read,
  reshape,
  scan,
  slice,
  square,
  sum,
  type Node,
} from '@thalweg/graph';
import { fillUniform, key, sizeOf, tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { attention } from './attention.ts';

type Scalar = Node<readonly []>;

const numbers = (shape: Sizes, seed: number): Tensor => {
  const data = fillUniform(new Float64Array(sizeOf(shape)), key(seed)).map(value => 2 * value - 1);
  return tensor(data, { shape });
};

const bools = (rows: readonly (readonly boolean[])[]): Node => constant(rows as boolean[][], { dtype: 'bool' }) as Node;

describe('attention', () => {
  it('is the mean of the values, weighted by the softmax of scaled products', () => {
    const [q, k, v] = [[[1, 2]], [[3, 0], [0, -1]], [[5], [7]]].map(value => constant(value)) as Node[]; // prettier-ignore
    const powers = [3, -2].map(product => Math.exp(product / Math.SQRT2));
    const mean = (5 * powers[0]! + 7 * powers[1]!) / (powers[0]! + powers[1]!);
    expect(read(attention(q!, k!, v!)).toArray()).toEqual([[expect.closeTo(mean, 5)]]);
  });

  it('sees the past only, if it is causal: later keys and values do not matter', () => {
    const [q, k, v] = [1, 2, 3].map(seed => parameter(numbers([2, 5, 3], seed))) as Node[];
    const y = attention(q!, k!, v!, { causal: true });
    const before = sum(square(attention(q!, k!, v!, { causal: true })));
    expect(read(y).toArray()).not.toEqual(read(attention(q!, k!, v!)).toArray());
    const first = (read(y).toArray() as number[][][]).map(rows => rows[0]);
    expect(first).toEqual((read(v!).toArray() as number[][][]).map(rows => rows[0]));
    const slopes = read(gradient(before, v!) as Node).toArray() as number[][][];
    expect(slopes.flat(2).every(Number.isFinite)).toBe(true);
    expect(gradientCheck(before as Scalar).passed).toBe(true);
  });

  it('gives zeros and zero gradients to a query that may see nothing, whatever the scores', () => {
    const [q, k] = [parameter([[1e20, 3], [1, 2]]), parameter([[1e20, 1], [3, 4]])] as Node[]; // prettier-ignore
    const v = parameter([[5], [7]]) as Node;
    const mask = bools([[false, false], [false, true]]); // prettier-ignore
    const y = attention(q!, k!, v, { mask });
    expect(read(y).toArray()).toEqual([[0], [7]]);
    const loss = sum(square(y)) as Node;
    expect([q!, k!, v].map(one => read(gradient(loss, one) as Node).toArray())).toEqual([
      [[0, 0], [0, 0]], [[0, 0], [0, 0]], [[0], [14]],
    ]); // prettier-ignore
    const energy = sum(square(gradient(loss, v) as Node)) as Node;
    expect(read(gradient(energy, v) as Node).toArray()).toEqual([[0], [8 * 7]]);
  });

  it('broadcasts a mask and leading axes', () => {
    const [q, k, v] = [parameter(numbers([2, 3, 4, 5], 1)), parameter(numbers([3, 6, 5], 2)), parameter(numbers([6, 2], 3))] as Node[]; // prettier-ignore
    const mask = bools([[true, false, true, true, false, true]]);
    const y = attention(q!, k!, v!, { mask });
    expect(y.shape).toEqual([2, 3, 4, 2]);
    expect(gradientCheck(sum(square(y)) as Scalar).passed).toBe(true);
  });

  it('runs in a scan, where each step looks at the same memory', () => {
    const [start, xs, memory] = [[2, 1, 3], [2, 4, 1, 3], [2, 5, 3]].map((shape, n) => parameter(numbers(shape, n))) as unknown as [Node, Node, Node]; // prettier-ignore
    const step = (carry: Node, x: Node): Node => add(attention(carry, memory, memory) as Node, x) as Node;
    const scanned = scan((carry: Node, x: Node) => ({ carry: step(carry, x), output: carry }), xs, {
      init: start,
      axis: 1,
    });
    const at = (n: number): Node => reshape(slice(xs, { axis: 1, from: n, to: n + 1 }) as Node, [2, 1, 3]) as Node;
    const unrolled = [0, 1, 2, 3].reduce((carry, n) => step(carry, at(n)), start);
    expect(read(scanned.carry as Node).toArray()).toEqual(read(unrolled).toArray());
    for (const one of [start, xs, memory]) {
      const [found, wanted] = [scanned.carry as Node, unrolled].map(
        y => read(gradient(sum(square(y)), one) as Node).data,
      );
      found!.forEach((value, i) => expect(value).toBeCloseTo(wanted![i]!, 12));
    }
  });

  it('says which shapes and dtypes it takes', () => {
    const of = (...shape: (string | number)[]): Node => input('x', shape) as Node;
    const at = of('batch', 'time', 4);
    expect(() => attention(at, of('batch', 'time', 5), at)).toThrow(
      'attention: queries and keys must have the shape [..., time, width] with one fixed width, got [batch, time, 4] and [batch, time, 5].',
    );
    expect(() => attention(of(4), of(4), of(4))).toThrow('queries and keys must have the shape');
    expect(() => attention(of('time', 'w'), of('time', 'w'), at)).toThrow('queries and keys must have the shape');
    expect(() => attention(at, of('batch', 'keys', 4), of('batch', 'keys', 4), { causal: true })).toThrow(
      'attention: causal attention must have as many keys as queries, got [batch, time, keys].',
    );
    const whole = input('x', ['time', 4], 'int32') as Node;
    expect(() => attention(whole, whole, whole)).toThrow('attention: queries must be float32 or float64, got int32.');
    expect(() => attention(at, at, at, { mask: of('batch', 'time', 'time') })).toThrow(
      'attention: the mask must be bool, true where a key may be seen, got float32. Compare first, as in notEqual(word, padding).',
    );
    expect(() => attention(at, at, at, { casual: true } as object)).toThrow("Did you mean 'causal'?");
  });
});
