import { abs, add, cast, ceil, clip, constant, cumsum, floor, fmod, gather, less, matmul, maximum, minimum, mod, mul, neg, prod, relu, round, scatterAddLike, sign, square, sub, sum, takeAlong, trunc, where, type Node } from '@thalweg/graph'; // prettier-ignore
import { tensor, type DType, type Sizes, type Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { counted } from './counted.ts';
import { passOnce } from './runs.ts';

const LEAST = -(2 ** 31);
const MOST = 2 ** 31 - 1;

/** The ends of int32, and numbers whose products float64 does not hold. */
const wild = [LEAST, LEAST + 1, -1_999_999_973, -65_537, -46_341, -3, -1, 0, 1, 2, 46_341, 65_537, 1_999_999_973, MOST - 1, MOST]; // prettier-ignore

/** Every pair of them. */
const left = wild.flatMap(a => wild.map(() => a));
const right = wild.flatMap(() => wild);

const whole = (data: readonly number[], shape: Sizes = [data.length]): Node =>
  constant(tensor([...data], { shape, dtype: 'int32' })) as Node;

/** A whole number of any size, in 32 bits of two's complement. */
const wrapped = (exact: bigint): number => Number(BigInt.asIntN(32, exact));

/** Of both runners, the value of a node; the compiler may leave none of the pass to the interpreter. */
function values(node: Node): Tensor[] {
  const watched = counted();
  const found = [passOnce({ outputs: [node] }), passOnce({ outputs: [node], runner: watched.runner })];
  expect(watched).toMatchObject({ compiled: 1, interpreted: 0 });
  return found.map(([value]) => value as Tensor);
}

/** The same as elements. */
const elements = (node: Node): number[][] => values(node).map(({ data }) => [...data]);

/** Holds an int32 node of either runner against exact whole numbers. */
function expectWhole(node: Node, exact: readonly bigint[]): void {
  for (const found of elements(node)) expect(found).toEqual(exact.map(wrapped));
}

const big = (numbers: readonly number[]): bigint[] => numbers.map(BigInt);
const pairs = (of: (a: bigint, b: bigint) => bigint): bigint[] => left.map((a, i) => of(BigInt(a), BigInt(right[i]!)));

describe('int32 is exact in two’s complement, interpreted and compiled:', () => {
  const [a, b] = [whole(left), whole(right)];

  it('mul, square, add and sub', () => {
    expectWhole(
      mul(a, b) as Node,
      pairs((x, y) => x * y),
    );
    expectWhole(
      add(a, b) as Node,
      pairs((x, y) => x + y),
    );
    expectWhole(
      sub(a, b) as Node,
      pairs((x, y) => x - y),
    );
    expectWhole(
      square(a),
      big(left).map(x => x * x),
    );
  });

  it('mul and add of single numbers', () => {
    for (const [i, x] of left.entries()) {
      if (i % 7 > 0) continue;
      const [p, q] = [whole([x], []), whole([right[i]!], [])];
      expectWhole(add(mul(p, q), p) as Node, [BigInt(x) * BigInt(right[i]!) + BigInt(x)]);
    }
  });

  it('mod and fmod, which are 0 by 0', () => {
    const rest = (x: bigint, y: bigint): bigint => (y === 0n ? 0n : x % y);
    const floored = (x: bigint, y: bigint): bigint =>
      rest(x, y) !== 0n && x < 0n !== y < 0n ? (x % y) + y : rest(x, y);
    expectWhole(mod(a, b) as Node, pairs(floored));
    expectWhole(fmod(a, b) as Node, pairs(rest));
  });

  it('roundings, which change nothing', () => {
    for (const rounding of [ceil, floor, round, trunc]) expectWhole(rounding(a), big(left));
  });

  it('neg and abs, of which the least number stays what it is', () => {
    expectWhole(
      neg(a),
      big(left).map(x => -x),
    );
    expectWhole(
      abs(a),
      big(left).map(x => (x < 0n ? -x : x)),
    );
    for (const found of elements(abs(whole([LEAST])))) expect(found).toEqual([LEAST]);
  });

  it('what a formula computes inside is wrapped before it is compared', () => {
    const [sums, products] = [add(a, b) as Node, mul(a, b) as Node];
    const wantedSums = pairs((x, y) => BigInt(wrapped(x + y)));
    const wantedProducts = pairs((x, y) => BigInt(wrapped(x * y)));
    for (const found of elements(cast(less(sums, products), 'int32')))
      expect(found).toEqual(wantedSums.map((x, i) => Number(x < wantedProducts[i]!)));
    expectWhole(
      maximum(sums, products) as Node,
      wantedSums.map((x, i) => (x > wantedProducts[i]! ? x : wantedProducts[i]!)),
    );
    expectWhole(
      minimum(sums, relu(neg(products))) as Node,
      wantedSums.map((x, i) => {
        const negated = BigInt(wrapped(-wantedProducts[i]!));
        const positive = negated > 0n ? negated : 0n;
        return x < positive ? x : positive;
      }),
    );
    expectWhole(
      where(less(a, b), sign(sums), floor(clip(products, { min: -5, max: 5 }))) as Node,
      wantedSums.map((x, i) => {
        const sign = x > 0n ? 1n : x < 0n ? -1n : 0n;
        const clipped = wantedProducts[i]! > 5n ? 5n : wantedProducts[i]! < -5n ? -5n : wantedProducts[i]!;
        return left[i]! < right[i]! ? sign : clipped;
      }),
    );
  });

  it('prod, over rows and over columns', () => {
    const exact = (of: (row: number, column: number) => number): bigint[] =>
      wild.map((_, row) => wild.reduce((product, _, column) => product * BigInt(of(row, column)), 1n));
    const odd = left.map((x, i) => (x | 1) + 2 * (i % 5));
    const table = whole(odd.map(x => x | 0), [wild.length, wild.length]); // prettier-ignore
    const at = (row: number, column: number): number => odd[row * wild.length + column]! | 0;
    expectWhole(prod(table, { axes: 1 }) as Node, exact(at));
    expectWhole(
      prod(table, { axes: 0 }) as Node,
      exact((row, column) => at(column, row)),
    );
    expectWhole(prod(whole([])) as Node, [1n]);
  });

  it('sum and cumsum past what float64 holds', () => {
    const count = 2 ** 22 + 3;
    const data = new Int32Array(count).fill(LEAST);
    data[0] = 3;
    const ends = constant(tensor(data, { shape: [count] })) as Node;
    expectWhole(sum(ends) as Node, [BigInt(LEAST) * BigInt(count - 1) + 3n]);
    for (const { data } of values(cumsum(ends))) {
      expect(data.at(-1)).toBe(wrapped(BigInt(LEAST) * BigInt(count - 1) + 3n));
      expect([...data.slice(0, 3)]).toEqual([3, LEAST + 3, 3]);
    }
    expectWhole(sum(whole(left, [wild.length, wild.length]), { axes: 0 }) as Node, wild.map(() => big(wild).reduce((x, y) => x + y))); // prettier-ignore
  });

  it.each([
    [1, 1, 1],
    [3, 5, 4],
    [7, 15, 6],
    [1, 15, 9],
    [9, 2, 1],
  ])('matmul of [%i, %i] and [.., %i]', (m, k, n) => {
    const [p, q] = [Array.from({ length: m * k }, (_, i) => left[(i * 37) % left.length]!), Array.from({ length: k * n }, (_, i) => right[(i * 11) % right.length]!)]; // prettier-ignore
    const exact = Array.from({ length: m * n }, (_, at) => {
      const [row, column] = [Math.floor(at / n), at % n];
      return Array.from({ length: k }, (_, l) => BigInt(p[row * k + l]!) * BigInt(q[l * n + column]!)).reduce((x, y) => x + y); // prettier-ignore
    });
    expectWhole(matmul(whole(p, [m, k]), whole(q, [k, n])) as Node, exact);
  });

  it('rows that are added up at indices', () => {
    const at = whole(
      left.map((_, i) => i % 4),
      [left.length],
    );
    const like = whole([0, 0, 0, 0]);
    const exact = [0, 1, 2, 3].map(place => left.reduce((sum, x, i) => (i % 4 === place ? sum + BigInt(x) : sum), 0n));
    expectWhole(scatterAddLike(a, at, like), exact);
    expectWhole(gather(like, at), big(left.map(() => 0)));
    expectWhole(takeAlong(a, whole([0, 5])), big([left[0]!, left[5]!]));
  });
});

describe('cast saturates, as trunc_sat of WebAssembly does, interpreted and compiled:', () => {
  /** Values, and what `i32.trunc_sat_f64_s` makes of them; "WebAssembly Core Specification 2.0", §4.3.2. */
  const cases: readonly (readonly [number, number])[] = [
    [NaN, 0], [Infinity, MOST], [-Infinity, LEAST], [2 ** 31, MOST], [2 ** 31 - 1, MOST], [2 ** 31 - 0.5, MOST], [-(2 ** 31) - 0.5, LEAST], [-(2 ** 31) - 1, LEAST], [2 ** 32 + 5, MOST], [-(2 ** 32) - 5, LEAST], [2 ** 53, MOST], [1e300, MOST], [-1e300, LEAST], [-0, 0], [0.9, 0], [-0.9, 0], [1.5, 1], [-1.5, -1], [1e-300, 0], [123456789.75, 123456789],
  ]; // prettier-ignore
  const float = (data: readonly number[], dtype: DType, shape: Sizes = [data.length]): Node =>
    constant(tensor([...data], { shape, dtype })) as Node;

  it.each(['float64', 'float32'] as const)('%s', dtype => {
    const given = cases.map(([value]) => value);
    const wanted = cases.map(([value, to]) => {
      const held = dtype === 'float32' ? Math.fround(value) : value;
      return held === value || Number.isNaN(value) ? to : Math.trunc(Math.min(Math.max(held, LEAST), MOST)) + 0;
    });
    for (const found of elements(cast(float(given, dtype), 'int32'))) expect(found).toEqual(wanted);
    given.forEach((value, i) => {
      for (const found of elements(cast(float([value], dtype, []), 'int32'))) expect(found).toEqual([wanted[i]]);
    });
  });

  it('inside a formula', () => {
    const given = cases.map(([value]) => value);
    const node = add(cast(mul(float(given, 'float64'), 1), 'int32'), 1) as Node;
    for (const found of elements(node)) expect(found).toEqual(cases.map(([, to]) => (to + 1) | 0));
  });
});
