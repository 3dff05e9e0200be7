import { describe, expect, it } from 'vitest';
import { constant, cummax, cummin, cumprod, cumsum, gradient, gradientCheck, logCumSumExp, mul, parameter, read, sum, type Node } from '../index.ts'; // prettier-ignore
import { sameByName } from '../testing/same-by-name.ts';

const float64 = { dtype: 'float64' } as const;
const plain = (node: Node): unknown => read(node).toArray();
const of = (values: readonly number[]): Node => constant([...values], float64);

type Scalar = Node<readonly []>;

describe('cumprod', () => {
  const lines = [[2, 0, 3, 4], [0, 0, 3, 0], [0, 2, 3, 4], [2, 3, 4, 0], [0, 0, 0, 0]]; // prettier-ignore
  const ways = [{}, { reverse: true }, { exclusive: true }, { exclusive: true, reverse: true }];

  it.each(lines)('of [%d, %d, %d, %d] has the derivatives that differences have, up to the fourth order', (...line) => {
    for (const options of ways) {
      const x = parameter(line, float64) as Node;
      let y: Node = cumprod(x, options);
      for (let order = 1; order <= 4; order++) {
        const loss = sum(mul(y, mul(y, 0.25))) as Scalar;
        const report = gradientCheck(loss, undefined, { tolerance: 1e-5 });
        expect(report.passed, `order ${order}: ${String(report)}`).toBe(true);
        y = gradient(sum(mul(y, 0.5)) as Scalar, x);
      }
    }
  });

  it('is differentiated in linear time', () => {
    const x = parameter(Float64Array.from({ length: 100_000 }, (_, i) => 1 + Math.sin(i) / 100)) as Node;
    const y = cumprod(x);
    const slopes = read(gradient(sum(y) as Scalar, x)).data;
    const [values, total] = [read(x).data, read(sum(y)).item()];
    expect(slopes[0]! / (total / values[0]!)).toBeCloseTo(1, 10);
    const last = read(y).data.at(-1)! / values.at(-1)!;
    expect(slopes.at(-1)! / last).toBeCloseTo(1, 10);
  });

  it('begins with 1 if it leaves out each element itself, as cumsum begins with 0', () => {
    const x = of([2, 3, 4]);
    expect([plain(cumprod(x, { exclusive: true })), plain(cumsum(x, { exclusive: true }))]).toEqual([[1, 2, 6], [0, 2, 5]]); // prettier-ignore
    expect([plain(cumprod(x, { exclusive: true, reverse: true })), plain(cumprod(x, { reverse: true }))]).toEqual([[12, 4, 1], [24, 12, 4]]); // prettier-ignore
  });

  it('of int32 wraps in two’s complement, and refuses flags', () => {
    expect(plain(cumprod(constant([65537, 65537, 3], { dtype: 'int32' })))).toEqual([65537, 131073, 393219]);
    expect(() => cumprod(constant([true], { dtype: 'bool' }))).toThrow('cumprod: inputs must be numbers, got bool.');
    expect(() => cumprod(of([1]), { axis: 1 })).toThrow('cumprod: axes must be whole numbers from -1 to 0, not 1');
  });
});

describe('cummax and cummin', () => {
  it('keep the latest of equals, and NaN once there is one', () => {
    const { values, indices } = cummax(of([1, 3, 3, 2, NaN, 5, NaN, 7]));
    expect(plain(values)).toEqual([1, 3, 3, 3, NaN, NaN, NaN, NaN]);
    expect(plain(indices)).toEqual([0, 1, 2, 2, 4, 4, 6, 6]);
    expect(plain(cummin(of([2, 2, 3, -Infinity]), { reverse: true }).indices)).toEqual([3, 3, 3, 3]);
    expect(plain(cummin(of([2, 2, 3]), { reverse: true }).indices)).toEqual([0, 1, 2]);
    expect(plain(cummax(constant([-3, -5, 2], { dtype: 'int32' })).values)).toEqual([-3, -3, 2]);
  });

  it('add the gradient up where the values were taken', () => {
    const x = parameter([2, 1, 3, 0], float64) as Node;
    const loss = sum(mul(cummax(x).values, of([1, 10, 100, 1000]))) as Scalar;
    expect(plain(gradient(loss, x))).toEqual([11, 0, 1100, 0]);
  });

  it('name themselves in errors', () => {
    expect(() => cummax(of([1]), { axis: 3 })).toThrow('cummax: axes must be whole numbers');
    expect(() => cummin(of([1]), { exclusive: true } as never)).toThrow('cummin: an option must be a known name');
  });
});

describe('logCumSumExp', () => {
  it('is exact for large inputs, after small ones too, and where powers vanish', () => {
    expect(plain(logCumSumExp(of([1000, 1000, -1000])))).toEqual([1000, 1000 + Math.LN2, 1000 + Math.LN2]);
    expect(plain(logCumSumExp(of([-1000, -1000, 1000])))).toEqual([-1000, -1000 + Math.LN2, 1000]);
    expect(plain(logCumSumExp(of([-Infinity, -1000, -Infinity])))).toEqual([-Infinity, -1000, -1000]);
    expect(plain(logCumSumExp(of([1, Infinity, 1, NaN, 1])))).toEqual([1, Infinity, Infinity, NaN, NaN]);
    expect(plain(logCumSumExp(of([-Infinity, -Infinity, 2]), { reverse: true }))).toEqual([2, 2, 2]);
  });

  it('has finite gradients there', () => {
    const x = parameter([1000, -2000, 1000, -Infinity], float64) as Node;
    const loss = sum(mul(logCumSumExp(x), of([0, 0, 1, 0]))) as Scalar;
    expect(plain(gradient(loss, x))).toEqual([0.5, 0, 0.5, 0]);
  });

  it('refuses whole numbers', () => {
    expect(() => logCumSumExp(constant([1], { dtype: 'int32' }))).toThrow('logCumSumExp: inputs must be float32 or float64, got int32.'); // prettier-ignore
  });
});

describe('with names in shapes', () => {
  it.each<readonly [name: string, apply: (x: Node) => Node]>([
    ['cumprod', x => cumprod(x, { axis: 0 })],
    ['cumsum that leaves itself out', x => cumsum(x, { axis: 0, exclusive: true })],
    ['cummax', x => cummax(x, { axis: 0, reverse: true }).values],
    ['logCumSumExp', x => logCumSumExp(x, { axis: 0 })],
  ])('%s has the values and gradients that it has for each fixed size', (_, apply) => {
    sameByName(apply as (...inputs: Node[]) => Node, [['batch', 3]]);
  });
});
