import { DtypeError, ShapeError, tensor, type Sizes } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { cholesky, constant, determinant, gradient, guardFinite, input, inverse, logDeterminant, mul, NumericError, openFrame, parameter, read, solve, sum, triangularSolve, type Node } from '../index.ts'; // prettier-ignore
import { drawn, tensorOf } from '../testing/plain.ts';

const random = (shape: Sizes, seed: number, dtype: 'float32' | 'float64' = 'float64'): Node =>
  parameter(tensorOf(drawn(shape, seed), dtype)) as Node;

const matrix = (rows: readonly (readonly number[])[]): Node =>
  constant(tensor(rows.flat(), { shape: [rows.length, rows.length], dtype: 'float64' })) as Node;

const dataOf = (node: Node): number[] => Array.from(read(node).data);

describe('a matrix that cannot be taken', () => {
  const batch = (...tops: number[]): Node =>
    constant(tensor(tops.flatMap(x => [x, 2, 2, 4]), { shape: [1, tops.length, 2, 2], dtype: 'float64' })) as Node; // prettier-ignore

  it('is named, with its pivot', () => {
    const ones = constant([1, 1], { dtype: 'float64' }) as Node;
    const says = (node: Node, message: string): void => {
      expect(() => read(node)).toThrow(NumericError);
      expect(() => read(node)).toThrow(message);
    };
    says(solve(batch(3, 7, 1), ones), 'solve: matrices must not be singular, got the pivot 0 in row 1 of matrix [0, 2]. Add');
    says(inverse(matrix([[0, 0], [0, 1]])) as Node, 'inverse: matrices must not be singular, got the pivot 0 in row 0. Add');
    says(cholesky(batch(3, 1)) as Node, 'cholesky: matrices must be positive definite, got the pivot 0 in row 1 of matrix [0, 1]');
    says(cholesky(matrix([[-2]])) as Node, 'cholesky: matrices must be positive definite, got the pivot -2 in row 0. Add');
    says(triangularSolve(batch(1, 0), ones), 'triangularSolve: matrices must have no zeros on their diagonals, got the pivot 0 in row 0 of matrix [0, 1]');
    says(triangularSolve(matrix([[0]]), random([3, 1, 1], 1)), 'got the pivot 0 in row 0. Add');
  }); // prettier-ignore

  it('has a determinant of 0, but no gradient of it', () => {
    const a = parameter(tensor([1, 2, 2, 4], { shape: [2, 2], dtype: 'float64' })) as Node;
    const { sign, logAbsDet } = logDeterminant(a);
    expect([determinant(a), sign, logAbsDet].map(node => read(node as Node).item())).toEqual([0, 0, -Infinity]);
    expect(read(gradient(sum(sign), a)).toArray()).toEqual([[0, 0], [0, 0]]); // prettier-ignore
    for (const [node, name] of [[determinant(a), 'determinant'], [logAbsDet, 'logDeterminant']] as const)
      expect(() => read(gradient(sum(node as Node), a))).toThrow(`gradient of ${name}: matrices must not be singular`); // prettier-ignore
  });

  it('is an error of those who observe the solution', () => {
    const a = input('a', [2, 2], 'float64');
    const x = solve(a, constant([1, 1], { dtype: 'float64' }) as Node);
    const seen: unknown[] = [];
    x.subscribe({ next: value => seen.push(value.toArray()), error: error => seen.push(String(error).slice(0, 12)) });
    a.set([[1, 0], [0, 2]]); // prettier-ignore
    expect(seen).toEqual([[1, 0.5]]);
    expect(() => a.set([[1, 1], [1, 1]])).not.toThrow(); // prettier-ignore
    expect(String(seen[1])).toContain('NumericError');
  });

  it('may have NaN in it, which spreads, so that a guard names where it came from', () => {
    const a = input('a', [2, 2], 'float64');
    const node = mul(a, 1) as Node;
    const outputs = [
      solve(node, constant([1, 1], { dtype: 'float64' }) as Node),
      inverse(node) as Node,
      determinant(node),
    ];
    a.set([[NaN, 1], [1, 2]]); // prettier-ignore
    for (const output of outputs) expect(dataOf(output).every(Number.isNaN)).toBe(true);
    expect(dataOf(cholesky(node) as Node)).toEqual([NaN, 0, NaN, NaN]);
    const frame = openFrame({ outputs, guard: guardFinite() });
    let error: unknown;
    frame.run([], outcome => (error = 'error' in outcome ? outcome.error : undefined));
    expect(String(error)).toContain('guardFinite: a must be finite');
    frame.close();
  });

  it('is refused when the node is built, if its shape or dtype does not do', () => {
    const loose = { solve, triangularSolve, inverse, determinant, cholesky } as unknown as Record<string, (...given: unknown[]) => Node>;
    const whole = constant([[1, 2], [3, 4]], { dtype: 'int32' });
    for (const [name, apply] of Object.entries(loose)) {
      const sides = name.endsWith('olve') ? [random([2], 1)] : [];
      expect(() => apply(random([2, 3], 1), ...sides), name).toThrow(ShapeError);
      expect(() => apply(random([2], 1), ...sides)).toThrow(`${name}: matrices must be square, got [2]`);
      expect(() => apply(whole, ...(sides.length > 0 ? [constant([1, 2], { dtype: 'int32' })] : []))).toThrow(DtypeError);
    }
    expect(() => loose['solve']!(random([2, 2], 1), random([3], 1))).toThrow('solve: b must have a row for each row of a, got [2, 2] and [3, 1]');
    expect(() => loose['solve']!(random([2, 2], 1), random([2], 1), { transposed: true })).toThrow('transpose');
    expect(() => solve(random([2, 2], 1), random([2], 1, 'float32'))).toThrow(DtypeError);
  }); // prettier-ignore
});
