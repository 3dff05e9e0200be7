import { describe, expect, it } from 'vitest';
import * as graph from '../index.ts';
import { constant, read, type Node } from '../index.ts';

const float64 = { dtype: 'float64' } as const;
const numbers = (node: Node): number[] => [...read(node).data];
const flags = (...values: number[]): Node => graph.greater(constant(values) as Node, 0);

describe('roundings', () => {
  const x = constant([-2.5, -1.5, -0.5, -0, 0, 0.5, 1.5, 2.5, 0.49999999999999994, 2 ** 52 - 0.5, 2 ** 53 + 2, NaN, -Infinity], float64); // prettier-ignore

  it('round takes halves to the even neighbour, and keeps the sign of 0', () => {
    expect(numbers(graph.round(x as Node))).toEqual([-2, -2, -0, -0, 0, 0, 2, 2, 0, 2 ** 52, 2 ** 53 + 2, NaN, -Infinity]); // prettier-ignore
  });

  it('ceil and trunc are those of Math', () => {
    const given = numbers(x as Node);
    expect(numbers(graph.ceil(x as Node))).toEqual(given.map(Math.ceil));
    expect(numbers(graph.trunc(x as Node))).toEqual(given.map(Math.trunc));
  });

  it('refuse flags', () => {
    for (const name of ['round', 'ceil', 'trunc'] as const)
      expect(() => graph[name](flags(1))).toThrow(
        `${name}: inputs must be numbers, got bool. Convert flags with cast.`,
      );
  });
});

describe('mod and fmod', () => {
  it('have the sign of the divisor and of the dividend', () => {
    const [a, b] = [constant([-7, 7, -7, 7, -6]), constant([3, -3, -3, 3, 3])];
    expect(numbers(graph.mod(a, b))).toEqual([2, -2, -1, 1, -0]);
    expect(numbers(graph.fmod(a, b))).toEqual([-1, 1, -1, 1, -0]);
  });

  it('are exact where the quotient is not', () => {
    expect(numbers(graph.mod(constant([2 ** 100, -(2 ** 100)], float64), 3))).toEqual([1, 2]);
  });

  it('have slopes that are right where a quotient would be rounded to a whole number', () => {
    const b = graph.parameter(0.1, float64);
    const slope = (of: typeof graph.mod): number => read(graph.gradient(of(constant(0.3, float64), b) as Node<readonly []>, b)).item() as number; // prettier-ignore
    // 0.1 is a little more than a tenth, and 0.3 a little less than three of them.
    expect([slope(graph.mod), slope(graph.fmod)]).toEqual([-2, -2]);
  });
});

describe('flags', () => {
  const [a, b] = [flags(0, 0, 1, 1), flags(0, 1, 0, 1)];

  it('have the tables of truth', () => {
    expect(numbers(graph.logicalAnd(a, b))).toEqual([0, 0, 0, 1]);
    expect(numbers(graph.logicalOr(a, b))).toEqual([0, 1, 1, 1]);
    expect(numbers(graph.logicalXor(a, b))).toEqual([0, 1, 1, 0]);
    expect(numbers(graph.logicalNot(a))).toEqual([1, 1, 0, 0]);
  });

  it('are not made of numbers, which are compared first', () => {
    expect(() => graph.logicalAnd(a, constant([1, 0, 1, 0]))).toThrow(
      'logicalAnd: inputs must be bool, got bool and float32. Compare numbers first, as in greater(x, 0).',
    );
    expect(() => graph.logicalNot(constant([1]))).toThrow('logicalNot: inputs must be bool, got float32.');
  });

  it('tell NaN, finite and infinite numbers apart', () => {
    const x = constant([NaN, Infinity, -Infinity, 0, 3e38]) as Node;
    expect(numbers(graph.isNaN(x))).toEqual([1, 0, 0, 0, 0]);
    expect(numbers(graph.isFinite(x))).toEqual([0, 0, 0, 1, 1]);
    expect(numbers(graph.isInfinite(x))).toEqual([0, 1, 1, 0, 0]);
    expect(numbers(graph.isFinite(constant([7], { dtype: 'int32' })))).toEqual([1]);
    expect(() => graph.isNaN(flags(1))).toThrow('isNaN: inputs must be numbers, got bool.');
  });
});
