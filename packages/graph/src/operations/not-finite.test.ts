import { tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import {
  add,
  argmax,
  constant,
  cumsum,
  elu,
  erf,
  gelu,
  gradient,
  log,
  logSoftmax,
  logSumExp,
  matmul,
  max,
  mean,
  min,
  mul,
  norm,
  parameter,
  pow,
  prod,
  read,
  silu,
  softmax,
  softplus,
  sqrt,
  square,
  sum,
  variance,
  where,
  greater,
  type Node,
} from '../index.ts';

const float64 = { dtype: 'float64' } as const;
const numbers = (node: Node): number[] => [...read(node).data];

describe('NaN and ±∞ propagate', () => {
  it('through sums, means, the largest and the smallest', () => {
    const x = constant([[1, NaN, 2], [1, Infinity, 2], [Infinity, -Infinity, 0]], float64); // prettier-ignore
    expect(numbers(sum(x, { axes: 1 }))).toEqual([NaN, Infinity, NaN]);
    expect(numbers(mean(x, { axes: 1 }))).toEqual([NaN, Infinity, NaN]);
    expect(numbers(max(x, { axes: 1 }))).toEqual([NaN, Infinity, Infinity]);
    expect(numbers(min(x, { axes: 1 }))).toEqual([NaN, 1, -Infinity]);
    expect(numbers(max(x, { axes: 0 }))).toEqual([Infinity, NaN, 2]);
    expect(numbers(argmax(x, 1))).toEqual([1, 1, 0]);
  });

  it('through norms, products, variances and running sums', () => {
    const x = constant([[1, NaN, 2], [1, Infinity, 2], [Infinity, -Infinity, 0]], float64); // prettier-ignore
    for (const order of [1, 2, Infinity])
      expect(numbers(norm(x, { axes: 1, order }))).toEqual([NaN, Infinity, Infinity]);
    expect(numbers(prod(x, { axes: 1 }))).toEqual([NaN, Infinity, NaN]);
    expect(numbers(variance(x, { axes: 1 }))).toEqual([NaN, NaN, NaN]);
    expect(numbers(cumsum(x, { axis: 1 }))).toEqual([1, NaN, NaN, 1, Infinity, Infinity, Infinity, NaN, NaN]);
    expect(numbers(cumsum(x, { axis: 1, reverse: true }))).toEqual([NaN, NaN, 2, Infinity, Infinity, 2, NaN, -Infinity, 0]); // prettier-ignore
  });

  it.each([
    ['float32', [3e30, 1e-30], [3.4e38, 1e-45]],
    ['float64', [3e200, 1e-200], [1.7e308, 5e-324]],
  ] as const)('a norm of %s is finite wherever its value is, though its squares are not', (dtype, usual, ends) => {
    const sizes: readonly number[] = [...usual, ...ends];
    const rows = constant(
      tensor([...sizes.map(size => [size, 0]), [Infinity, 1], [NaN, 1], [0, 0]], { dtype }),
    ) as Node;
    const rounded = read(rows).data;
    expect(numbers(norm(rows, { axes: 1 }))).toEqual([...sizes.map((_, i) => rounded[2 * i]), Infinity, NaN, 0]);
    expect(read(norm(rows, { axes: 1, keep: true })).shape).toEqual([7, 1]);
    for (const size of usual) {
      const pair = parameter([3 * size, -4 * size], { dtype });
      expect(read(norm(pair)).item() / size).toBeCloseTo(5, 5);
      const [first, second] = numbers(gradient(norm(pair), pair));
      expect([first, second]).toEqual([expect.closeTo(0.6, 6), expect.closeTo(-0.8, 6)]);
    }
  });

  it.each(['float32', 'float64'] as const)(
    'a norm of %s whose squares are finite has the bits of their root',
    dtype => {
      const small = 2 ** (dtype === 'float32' ? -72 : -535);
      const values = Float64Array.from(
        { length: 300 },
        (_, i) => Math.sin(i * i + 1) * (i < 3 ? small : 2 ** (i % 40)),
      );
      const rows = constant(tensor(values, { dtype, shape: [100, 3] }));
      const squares = sum(square(rows), { axes: 1 });
      expect(read(squares).data[0]).toBeGreaterThan(0);
      expect(numbers(norm(rows, { axes: 1 }))).toEqual(numbers(sqrt(squares)));
    },
  );

  it('through products: a NaN spoils its row and column, and nothing else', () => {
    for (const size of [2, 3, 4, 7]) {
      const eye = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => Number(i === j)));
      const spoilt = eye.map((row, i) => row.map((x, j) => (i === 1 && j === 0 ? NaN : x)));
      const [left, right] = [constant(spoilt, float64), constant(eye, float64)];
      const rows = read(matmul(left as Node, right as Node)).toArray() as number[][];
      expect(rows.map(row => row.every(x => !Number.isNaN(x)))).toEqual(eye.map((_, i) => i !== 1));
      const columns = read(matmul(right as Node, left as Node)).toArray() as number[][];
      expect(columns.map(row => row.map(x => Number.isNaN(x)))).toEqual(eye.map(row => row.map((_, j) => j === 0)));
    }
  });
});

describe('softmax', () => {
  it.each([1000, -1000, 1e30])('is exact for inputs around %d', offset => {
    const x = constant(tensor([offset, offset, offset - 1000, offset], { dtype: 'float64' }));
    const third = offset === 1e30 ? 1 / 4 : 1 / 3;
    const rest = offset === 1e30 ? third : 0;
    expect(numbers(softmax(x as Node))).toEqual([third, third, rest, third]);
    expect(numbers(logSoftmax(x as Node))[0]).toBeCloseTo(Math.log(third), 14);
  });

  it('has finite gradients there', () => {
    for (const offset of [1000, -1000]) {
      const x = parameter([offset, offset, offset - 2000], float64);
      const loss = sum(mul(logSoftmax(x), constant([1, 0, 0], float64)));
      expect(numbers(gradient(loss, x))).toEqual([0.5, -0.5, 0]);
    }
  });

  it('keeps the logarithm of what is too small to be a number', () => {
    expect(numbers(logSoftmax(constant([1000, -1000], float64)))).toEqual([0, -2000]);
    expect(numbers(logSoftmax(constant([1000, -1000])))).toEqual([0, -2000]);
  });
});

describe('logSumExp', () => {
  const rows = parameter([[1000, 1000], [-1000, -1000], [1, -Infinity], [-Infinity, -Infinity], [1, Infinity], [-Infinity, Infinity], [1, NaN]], float64); // prettier-ignore

  it('is exact for large inputs, −∞ of nothing but −∞, and infinite or NaN where an element is', () => {
    const found = numbers(logSumExp(rows, { axes: 1 }));
    expect(found).toEqual([1000 + Math.LN2, -1000 + Math.LN2, 1, -Infinity, Infinity, Infinity, NaN]);
    expect(numbers(logSumExp(rows, { axes: 1, keep: true }))).toEqual(found);
  });

  it('has finite gradients where it is finite', () => {
    const slopes = read(gradient(sum(logSumExp(rows, { axes: 1 })), rows)).toArray() as number[][];
    expect(slopes.slice(0, 3)).toEqual([[0.5, 0.5], [0.5, 0.5], [1, 0]]); // prettier-ignore
  });
});

describe('activations', () => {
  const x = parameter([-1e5, -745, -40, 40, 745, 1e5], float64);
  const slopes = (y: Node): number[] => numbers(gradient(sum(y), x));

  it('are what they tend to, far out', () => {
    expect(numbers(softplus(x))).toEqual([0, 5e-324, Math.exp(-40), 40, 745, 1e5]);
    for (const y of [gelu(x), gelu(x, { approximate: 'tanh' }), silu(x)])
      expect(numbers(y).map(value => Math.round(value * 1e9) / 1e9 + 0)).toEqual([0, 0, 0, 40, 745, 1e5]);
    expect(numbers(elu(x))).toEqual([-1, -1, -1, 40, 745, 1e5]);
    expect(numbers(erf(x))).toEqual([-1, -1, -1, 1, 1, 1]);
  });

  it('have finite gradients there, and gradients of gradients', () => {
    for (const y of [softplus(x), gelu(x), gelu(x, { approximate: 'tanh' }), silu(x), elu(x)]) {
      const first = slopes(y);
      expect(first.map(slope => Math.round(slope * 1e9) / 1e9 + 0)).toEqual([0, 0, 0, 1, 1, 1]);
      const second = slopes(gradient(sum(y), x));
      expect(second.map(slope => Math.round(slope * 1e9) / 1e9 + 0)).toEqual([0, 0, 0, 0, 0, 0]);
    }
  });
});

describe('where', () => {
  it('is not touched by NaN in the arm that is not taken, forward and back', () => {
    const x = parameter([-4, 4], float64);
    const y = where(greater(x, 0), x, 0);
    expect(numbers(y)).toEqual([0, 4]);
    const arms = where(greater(x, 0), constant([NaN, 1], float64), constant([2, NaN], float64));
    expect(numbers(arms)).toEqual([2, 1]);
    const a = parameter([NaN, 3], float64);
    expect(numbers(gradient(sum(where(greater(x, 0), mul(a, 2), 5)), a))).toEqual([0, 2]);
  });

  it('guards a root when what goes into the root is guarded too', () => {
    const x = parameter([-4, 4], float64);
    const safe = where(greater(x, 0), x, 1);
    const y = where(greater(x, 0), sqrt(safe), 0);
    expect(numbers(gradient(sum(y), x))).toEqual([0, 0.25]);
  });
});

describe('edges of a domain', () => {
  it('log and sqrt have the slopes of their formulas at 0', () => {
    const x = parameter(0, float64);
    expect(read(gradient(log(x), x)).item()).toBe(Infinity);
    expect(read(gradient(sqrt(x), x)).item()).toBe(Infinity);
  });

  it('pow has finite slopes at 0 and of negative numbers', () => {
    const slopes = (a: number, b: number): number => {
      const x = parameter(a, float64);
      return read(gradient(pow(x, b), x)).item();
    };
    expect([slopes(0, 2), slopes(0, 1), slopes(0, 0), slopes(-2, 3), slopes(-2, 2)]).toEqual([0, 1, 0, 12, -4]);
    const b = parameter(2, float64);
    expect(read(gradient(pow(constant(0, float64), b), b)).item()).toBe(0);
  });

  it('the largest of nothing is −∞, the smallest ∞, the mean NaN, the sum 0', () => {
    const nothing = constant(new Float64Array(0));
    expect([max, min, mean, sum].map(reduce => read(reduce(nothing)).item())).toEqual([-Infinity, Infinity, NaN, 0]);
    const whole = constant(new Int32Array(0));
    expect(() => read(max(whole))).toThrow('max: an axis of int32 must not be empty, got [0]. Cast to a float');
    expect(() => read(argmax(nothing))).toThrow('argmax: the axis must not be empty, got [0].');
  });

  it('the product of nothing is 1, its logSumExp −∞, its norms 0, its variance NaN', () => {
    const nothing = constant(new Float64Array(0));
    const found = [prod(nothing), logSumExp(nothing), norm(nothing), variance(nothing)];
    expect(found.map(node => read(node).item())).toEqual([1, -Infinity, 0, NaN]);
    expect([1, Infinity].map(order => read(norm(nothing, { order })).item())).toEqual([0, 0]);
    expect(numbers(cumsum(nothing))).toEqual([]);
  });

  it('a corrected variance of too few is NaN, and ∞ where they differ, as in PyTorch', () => {
    const one = parameter([3], float64);
    expect(read(variance(one)).item()).toBe(0);
    expect(read(variance(one, { correction: 1 })).item()).toBeNaN();
    expect(numbers(gradient(variance(one, { correction: 1 }), one))).toEqual([NaN]);
    expect(read(variance(constant([1, 3], float64), { correction: 3 })).item()).toBe(Infinity);
  });

  it('adds ∞ and −∞ in one group as they stand', () => {
    expect(numbers(add(constant([Infinity, 1], float64), constant([-Infinity, Infinity], float64)))).toEqual([
      NaN,
      Infinity,
    ]);
  });
});
