import { constant, gradient, mul, parameter, pow, sum, type Node } from '@thalweg/graph';
import { tensor, type DType, type Sizes } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { counted } from './counted.ts';
import { passOnce } from './runs.ts';

/** The numbers that a power is special for, finite ones between them, and the neighbours of 1. */
const wild = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 2.5, -2.5, 4, 1 + 2 ** -23, -1 - 2 ** -23, 1 - 2 ** -24]; // prettier-ignore

const isOdd = (y: number): boolean => Number.isInteger(y) && Math.abs(y % 2) === 1;

/**
 * x to the power of y where that is special, by the list of IEEE 754-2019, §9.2.1 and that of C11, F.10.4.4; nothing where
 * it is an ordinary number.
 */
function special(x: number, y: number): number | undefined {
  const negative = Object.is(x, -0) || x < 0;
  if (y === 0) return 1; // for any x, NaN included
  if (x === 1) return 1; // for any y, NaN included
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  if (x === -1 && Math.abs(y) === Infinity) return 1;
  if (x === 0) {
    const odd = isOdd(y) && negative;
    if (y < 0) return odd ? -Infinity : Infinity;
    return odd ? -0 : 0;
  }
  if (y === Infinity) return Math.abs(x) < 1 ? 0 : Infinity;
  if (y === -Infinity) return Math.abs(x) < 1 ? Infinity : 0;
  if (x === Infinity) return y < 0 ? 0 : Infinity;
  if (x === -Infinity) {
    const size = y < 0 ? 0 : Infinity;
    return isOdd(y) ? -size : size;
  }
  if (x < 0 && !Number.isInteger(y)) return NaN;
  return undefined;
}

const pairs = wild.flatMap(x => wild.map(y => [x, y] as const));

const of = (data: readonly number[], dtype: DType, shape: Sizes = [data.length]): Node =>
  constant(tensor([...data], { shape, dtype })) as Node;

/** Of both runners, the elements of a node; the compiler may leave none of the pass to the interpreter. */
function elements(node: Node): number[][] {
  const watched = counted();
  const values = [passOnce({ outputs: [node] }), passOnce({ outputs: [node], runner: watched.runner })];
  expect(watched).toMatchObject({ compiled: 1, interpreted: 0 });
  return values.map(([value]) => [...value!.data]);
}

describe.each(['float32', 'float64'] as const)('a power in %s, interpreted and compiled,', dtype => {
  const held = (x: number): number => (dtype === 'float32' ? Math.fround(x) : x);
  const expectSpecial = (found: number, x: number, y: number): void => {
    const wanted = special(held(x), held(y));
    if (wanted !== undefined) expect(found, `${x} to the power of ${y}`).toBe(wanted);
    else expect(found / held(x) ** held(y), `${x} to the power of ${y}`).toBeCloseTo(1, 6);
  };

  it('is what IEEE 754 says, among many', () => {
    const [x, y] = [pairs.map(([first]) => first), pairs.map(([, second]) => second)];
    for (const found of elements(pow(of(x, dtype), of(y, dtype)) as Node))
      pairs.forEach(([base, exponent], i) => expectSpecial(found[i]!, base, exponent));
  });

  it('is what IEEE 754 says, of a single number', () => {
    const nodes = pairs.map(([x, y]) => pow(of([x], dtype, []), of([y], dtype, [])) as Node);
    for (const runner of [undefined, counted().runner])
      passOnce({ outputs: nodes, runner }).forEach((value, i) => expectSpecial(value.item(), ...pairs[i]!));
  });

  it('is what IEEE 754 says, where the exponent is a number', () => {
    for (const y of wild)
      for (const found of elements(pow(of(wild, dtype), y) as Node))
        wild.forEach((x, i) => expectSpecial(found[i]!, x, y));
  });

  it.each([
    // PyTorch 2.6.0: torch.pow(x, p).sum().backward()
    [0, 0, 0, 0],
    [-0, 0, 0, 0],
    [0, 2, 0, 0],
    [0, -1, -Infinity, -Infinity],
    [2, 0, 0, Math.LN2],
    [1, 3, 3, 0],
    [2, 3, 12, 8 * Math.LN2],
    [-2, 2, -4, NaN],
    [0, NaN, NaN, NaN],
  ])('of %d to the power of %d has PyTorch’s slopes', (x, p, slope, slopeOfExponent) => {
    const [base, exponent] = [x, p].map(value => parameter(tensor([value, value, value, value, value], { dtype })) as Node); // prettier-ignore
    const loss = sum(mul(pow(base!, exponent!), 1));
    for (const [by, wanted] of [
      [base!, slope],
      [exponent!, slopeOfExponent],
    ] as const)
      // prettier-ignore
      for (const found of elements(gradient(loss, by)))
        for (const value of found)
          if (Number.isFinite(wanted)) expect(value).toBeCloseTo(wanted, 5);
          else expect(value).toBe(wanted);
  });
});
