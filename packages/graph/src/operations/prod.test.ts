import { refute } from '@thalweg/drawn';
import { describe, expect, it } from 'vitest';
import {
  constant,
  div,
  gradient,
  gradientCheck,
  input,
  jacobian,
  mul,
  operation,
  parameter,
  prod,
  read,
  sum,
  type Node,
  type Parameter,
} from '../index.ts';

const float64 = { dtype: 'float64' } as const;
const numbers = (node: Node): number[] => [...read(node).data];

/** The product's derivative by elements that are all different: the product of the rest. */
function rest(values: readonly number[], ...without: readonly number[]): number {
  if (new Set(without).size < without.length) return 0;
  return values.reduce((product, x, at) => (without.includes(at) ? product : product * x), 1);
}

const cases = [[2, -3, 0.5, 4, 1.5], [2, 0, 0.5, 4, 1.5], [0, 3, 0, 4, 1.5], [0, 0, 0, 4, 1.5], [0, 0, 0, 0, 0]]; // prettier-ignore

describe('the derivatives of a product', () => {
  it.each(cases)('of [%d, %d, %d, %d, %d] are the products of the rest, of every order', (...values) => {
    const positions = values.map((_, at) => at);
    const x: Parameter = parameter(values, float64) as never;
    let slopes: Node = gradient(prod(x), x);
    let chosen: number[] = [];
    expect(numbers(slopes)).toEqual(positions.map(at => rest(values, at)));
    for (const next of [1, 3, 0, 4]) {
      chosen = [...chosen, next];
      const one = constant(positions.map(at => Number(at === next)), float64); // prettier-ignore
      slopes = gradient(sum(mul(slopes, one)), x);
      expect(numbers(slopes).map(slope => slope + 0)).toEqual(positions.map(at => rest(values, ...chosen, at) + 0));
    }
  });

  it('are those that differences have up to the fourth order, in several runs of axes', () => {
    const x = parameter([[[2, 0], [3, -1]], [[0, 0.5], [1.5, 2]]], float64); // prettier-ignore
    let y: Node = prod(x as Node, { axes: [0, 2] });
    for (let order = 1; order <= 4; order++) {
      const loss = sum(mul(y, mul(y, 0.25)));
      const report = gradientCheck(loss, undefined, { tolerance: 1e-5 });
      expect(report.passed, `order ${order}: ${String(report)}`).toBe(true);
      y = gradient(sum(mul(y, 0.5)), x as Node);
    }
  });

  it('are not those of a quotient, which the same check refuses at zero', () => {
    const quotient = operation({
      name: 'quotient',
      shape: () => [],
      kernel: (y, [x]) => void (y.data[0] = Array.from(x!.data).reduce((product, one) => product * one, 1)),
      gradient: (upstream, [x], y) => [div(mul(upstream, y), x!)],
    });
    const check = (values: number[]): void => {
      expect(gradientCheck(quotient(parameter(values, float64) as Node)).passed).toBe(true);
    };
    check([2, 3, 4]);
    refute(() => check([2, 0, 4]));
  });

  it('are linear in time: a long product is differentiated at once', () => {
    const x = parameter(Float64Array.from({ length: 20_000 }, (_, i) => 1 + Math.sin(i) / 100)) as Node;
    const y = prod(x);
    const first = gradient(y, x);
    const second = gradient(sum(first), x);
    const value = read(y).item();
    const [slopes, curvatures] = [numbers(first), numbers(second)];
    const total = slopes.reduce((sum, slope) => sum + slope, 0);
    numbers(x).forEach((one, at) => {
      if (at % 1000 > 0) return;
      expect(slopes[at]! / (value / one)).toBeCloseTo(1, 10);
      expect(curvatures[at]! / ((total - slopes[at]!) / one)).toBeCloseTo(1, 10);
    });
  });
});

describe('a product', () => {
  it('of nothing is 1, of one element that element', () => {
    expect(read(prod(constant(new Float64Array(0)))).item()).toBe(1);
    const x = parameter([[3], [0]], float64);
    expect(numbers(prod(x, { axes: 1 }))).toEqual([3, 0]);
    expect(numbers(gradient(sum(prod(x, { axes: 1 })), x))).toEqual([1, 1]);
  });

  it('takes a batch whose size changes', () => {
    const x = input('x', ['batch', 2], 'float64');
    const y = prod(x, { axes: 0 });
    const slopes = gradient(sum(y), x);
    for (const [given, product, back] of [
      [[[2, 3], [4, 5]], [8, 15], [4, 5, 2, 3]],
      [[[7, 0]], [7, 0], [1, 1]],
      [[[1, 2], [0, 3], [5, 6]], [0, 36], [0, 18, 5, 12, 0, 6]],
    ] as const) {
      x.set(given as never);
      expect(numbers(y)).toEqual(product);
      expect(numbers(slopes)).toEqual(back);
    } // prettier-ignore
    x.set(new Float64Array(0));
    expect(numbers(y)).toEqual([1, 1]);
    expect(read(slopes).shape).toEqual([0, 2]);
  });

  it('has a Jacobian with the rest in every row', () => {
    const x = parameter([[2, 3], [0, 5]], float64); // prettier-ignore
    expect(read(jacobian(prod(x, { axes: 1 }), x)).toArray()).toEqual([[[3, 2], [0, 0]], [[0, 0], [5, 0]]]); // prettier-ignore
  });
});
