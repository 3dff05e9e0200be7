import { describe, expect, it } from 'vitest';
import { constant, gradient, input, median, mul, parameter, quantile, read, std, sum, type Node } from '../index.ts';
import { sameByName } from '../testing/same-by-name.ts';

const float64 = { dtype: 'float64' } as const;
const plain = (node: Node): unknown => read(node).toArray();
const of = (values: readonly number[]): Node => constant([...values], float64);

type Scalar = Node<readonly []>;

describe('median', () => {
  it('is the middle element, or the mean of the middle two', () => {
    expect(plain(median(of([5, 1, 9])) as Node)).toBe(5);
    expect(plain(median(constant([[5, 1, 9, 7], [0, 0, 0, 1]], float64), { axes: 1, keep: true }) as Node)).toEqual([[6], [0]]); // prettier-ignore
  });

  it('is NaN if an element is, and infinite where it must be', () => {
    expect(plain(median(of([1, NaN, 3])) as Node)).toBeNaN();
    expect(plain(median(of([Infinity, 1, Infinity])) as Node)).toBe(Infinity);
    expect(plain(median(of([-Infinity, -Infinity, 1, 2])) as Node)).toBe(-Infinity);
    expect(plain(median(of([1.7e308, 1.7e308])) as Node)).toBe(1.7e308);
  });

  it('passes half of the gradient to each of the middle two', () => {
    const x = parameter([5, 1, 9, 7], float64) as Node;
    expect(plain(gradient(median(x) as Node as Scalar, x))).toEqual([0.5, 0, 0, 0.5]);
  });

  it('refuses to be of nothing, when it is built or in a pass, and of whole numbers', () => {
    expect(() => median(of([]))).toThrow('median: the axes must not be empty, got [0]. Feed at least one element.');
    const x = input('x', ['batch', 2]);
    const middle = median(x, { axes: 0 });
    x.set(new Float32Array(0));
    expect(() => read(middle)).toThrow('median: the axes must not be empty');
    x.set([[1, 5], [3, 6]]); // prettier-ignore
    expect(plain(middle as Node)).toEqual([2, 5.5]);
    expect(() => median(constant([1], { dtype: 'int32' }))).toThrow('median: inputs must be float32 or float64, got int32.'); // prettier-ignore
  });
});

describe('quantile', () => {
  const x = of([10, 40, 20, 30]);

  it('takes one number or several, which are a first axis', () => {
    expect(plain(quantile(x, 0.5) as Node)).toBe(25);
    expect(plain(quantile(x, [0, 0.5, 1]) as Node)).toEqual([10, 25, 40]);
    expect(read(quantile(constant([[1, 2], [3, 4]]), [0.5], { axes: 1, keep: true }) as Node).shape).toEqual([1, 2, 1]); // prettier-ignore
    expect(read(quantile(constant([[1, 2], [3, 4]]), [], { axes: 1 }) as Node).shape).toEqual([0, 2]); // prettier-ignore
  });

  it('has NumPy’s methods, and takes an even position of two as near', () => {
    const by = (method: 'lower' | 'higher' | 'nearest' | 'midpoint'): unknown => plain(quantile(x, [0.4, 0.5, 1], { method }) as Node); // prettier-ignore
    expect([by('lower'), by('higher'), by('nearest'), by('midpoint')]).toEqual([[20, 20, 40], [30, 30, 40], [20, 30, 40], [25, 25, 40]]); // prettier-ignore
  });

  it('is an infinite element itself where it is one', () => {
    const wild = of([-Infinity, 0, Infinity]);
    expect(plain(quantile(wild, [0, 0.5, 1]) as Node)).toEqual([-Infinity, 0, Infinity]);
    expect(plain(quantile(wild, [0.25, 0.75]) as Node)).toEqual([-Infinity, Infinity]);
  });

  it('refuses other numbers and methods', () => {
    expect(() => quantile(x, 50)).toThrow('quantile: q must be from 0 to 1, got 50. Divide a percentage by 100.');
    expect(() => quantile(x, [0.5, NaN])).toThrow('quantile: q must be from 0 to 1, got NaN.');
    expect(() => quantile(x, 'half' as never)).toThrow('quantile: q must be a number, or several in an array');
    expect(() => quantile(x, 0.5, { method: 'weibull' as never })).toThrow(
      'quantile: the method must be one of linear, lower, higher, nearest, midpoint, got weibull. Choose one, or leave it out.',
    );
  });
});

describe('std', () => {
  it('has a slope of 0 where all elements are equal', () => {
    const x = parameter([[2, 2, 2], [1, 2, 3]], float64) as Node; // prettier-ignore
    const y = std(x, { axes: 1 });
    expect(plain(y as Node)).toEqual([0, Math.sqrt(2 / 3)]);
    const slopes = plain(gradient(sum(mul(y as Node, 1)) as Scalar, x)) as number[][];
    expect(slopes[0]).toEqual([0, 0, 0]);
    expect(slopes[1]![2]).toBeCloseTo(1 / 3 / Math.sqrt(2 / 3), 14);
  });

  it('is NaN where nothing is left to divide by, and names itself in errors', () => {
    expect(plain(std(of([3]), { correction: 1 }) as Node)).toBeNaN();
    expect(() => std(of([3]), { axes: 1 })).toThrow('std: axes must be whole numbers from -1 to 0, not 1');
    expect(() => std(constant([3], { dtype: 'int32' }))).toThrow('std: inputs must be float32 or float64, got int32.');
  });
});

describe('with names in shapes', () => {
  const sizes = [2, 1, 5, 3];

  it.each<readonly [name: string, apply: (x: Node) => Node]>([
    ['median along a name', x => median(x, { axes: 0 }) as Node],
    ['median over all', x => median(x) as Node],
    ['quantiles beside a name', x => quantile(x, [0.2, 0.7], { axes: 1 }) as Node],
    ['the nearest quantile', x => quantile(x, 0.3, { axes: 0, method: 'nearest', keep: true }) as Node],
    ['std along a name', x => std(x, { axes: 0 }) as Node],
  ])('%s has the values and gradients that it has for each fixed size', (_, apply) => {
    sameByName(apply as (...inputs: Node[]) => Node, [['batch', 3]], sizes);
  });
});
