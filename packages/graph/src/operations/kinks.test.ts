import { describe, expect, it } from 'vitest';
import {
  abs,
  clip,
  constant,
  elu,
  floor,
  gradient,
  greater,
  leakyRelu,
  max,
  maximum,
  min,
  minimum,
  mul,
  norm,
  parameter,
  read,
  relu,
  sign,
  square,
  stopGradient,
  sum,
  type Node,
  type Parameter,
} from '../index.ts';

const float64 = { dtype: 'float64' } as const;

/** The gradient of a sum, row by row. */
function slopes(y: Node, x: Node): unknown {
  return read(gradient(sum(y), x)).toArray();
}

describe('at a kink', () => {
  const x = parameter([-1, -0, 0, 1], float64);

  it('relu′(0) = abs′(0) = 0', () => {
    expect(slopes(relu(x), x)).toEqual([0, 0, 0, 1]);
    expect((slopes(abs(x), x) as number[]).map(slope => slope + 0)).toEqual([-1, 0, 0, 1]);
  });

  it('elu and leakyRelu have the slope of their left side', () => {
    const powers = [0.5 * Math.exp(-1), 0.5, 0.5, 1];
    (slopes(elu(x, { alpha: 0.5 }), x) as number[]).forEach((slope, i) => expect(slope).toBeCloseTo(powers[i]!, 15));
    expect(slopes(leakyRelu(x, { slope: 0.25 }), x)).toEqual([0.25, 0.25, 0.25, 1]);
  });

  it('clip passes a gradient on at its bounds, and none outside', () => {
    const y = parameter([-2, -1, 0, 1, 2], float64);
    expect(slopes(clip(y, { min: -1, max: 1 }), y)).toEqual([0, 1, 1, 1, 0]);
    expect(slopes(clip(y, { min: -1 }), y)).toEqual([0, 1, 1, 1, 1]);
    expect(slopes(clip(y, { max: 1 }), y)).toEqual([1, 1, 1, 1, 0]);
    expect(slopes(clip(y, { min: 1, max: 1 }), y)).toEqual([0, 0, 0, 1, 0]);
    const single = parameter([0.1, 0.3]); // rounded as the bounds are
    expect(slopes(clip(single, { min: 0.1, max: 0.3 }), single)).toEqual([1, 1]);
  });

  it('a norm has a gradient of 0 at the zero vector, and one in every direction elsewhere', () => {
    const rows = parameter([[0, 0], [3, -4], [0, 2]], float64); // prettier-ignore
    const [zero, other, axis] = slopes(norm(rows, { axes: 1 }), rows) as number[][];
    expect([zero, axis]).toEqual([[0, 0], [0, 1]]); // prettier-ignore
    [0.6, -0.8].forEach((slope, i) => expect(other![i]).toBeCloseTo(slope, 15));
    expect(slopes(norm(rows, { axes: 1, order: 1 }), rows)).toEqual([[0, 0], [1, -1], [0, 1]]); // prettier-ignore
    expect(slopes(norm(rows, { axes: 1, order: Infinity }), rows)).toEqual([[0, 0], [0, -1], [0, 1]]); // prettier-ignore
    const again = gradient(sum(square(gradient(sum(norm(rows, { axes: 1 })), rows))), rows);
    for (const slope of read(again).data) expect(slope).toBeCloseTo(0, 15); // a direction keeps its length
  });

  it('sign, floor and stopGradient have none to pass on', () => {
    expect(slopes(sign(x), x)).toEqual([0, 0, 0, 0]);
    expect(slopes(floor(x), x)).toEqual([0, 0, 0, 0]);
    expect(slopes(stopGradient(x), x)).toEqual([0, 0, 0, 0]);
    expect(slopes(mul(x, stopGradient(x)), x)).toEqual([-1, -0, 0, 1]);
  });
});

describe('ties', () => {
  const matrix: Parameter<readonly [2, 3]> = parameter([[1, 3, 3], [2, 2, 2]], float64); // prettier-ignore

  it('of max and min are shared evenly', () => {
    expect(slopes(max(matrix, { axes: 1 }), matrix)).toEqual([[0, 1 / 2, 1 / 2], [1 / 3, 1 / 3, 1 / 3]]); // prettier-ignore
    expect(slopes(min(matrix, { axes: 1, keep: true }), matrix)).toEqual([[1, 0, 0], [1 / 3, 1 / 3, 1 / 3]]); // prettier-ignore
    expect(slopes(max(matrix), matrix)).toEqual([[0, 1 / 2, 1 / 2], [0, 0, 0]]); // prettier-ignore
  });

  it('are shared evenly over axes that are no neighbours', () => {
    const x = parameter([[[1, 1]], [[1, 0]]], float64);
    const third = 1 / 3;
    expect(slopes(max(x, { axes: [0, 2] }), x)).toEqual([[[third, third]], [[third, 0]]]);
    expect(slopes(max(x, { axes: [0, 2], keep: true }), x)).toEqual([[[third, third]], [[third, 0]]]);
    expect(slopes(min(x, { axes: [0, -1] }), x)).toEqual([[[0, 0]], [[0, 1]]]);
  });

  it('of the elements that make a norm of order ∞ are shared evenly, each with its sign', () => {
    const x = parameter([3, -3, 0, 3], float64);
    expect((slopes(norm(x, { order: Infinity }), x) as number[]).map(slope => slope + 0)).toEqual([1 / 3, -1 / 3, 0, 1 / 3]); // prettier-ignore
  });

  it('of maximum and minimum give half to each', () => {
    const a = parameter([1, 2, 3], float64);
    const b = parameter([2, 2, 2], float64);
    expect([slopes(maximum(a, b), a), slopes(maximum(a, b), b)]).toEqual([[0, 0.5, 1], [1, 0.5, 0]]); // prettier-ignore
    expect([slopes(minimum(a, b), a), slopes(minimum(a, b), b)]).toEqual([[1, 0.5, 0], [0, 0.5, 1]]); // prettier-ignore
    expect(slopes(maximum(a, a), a)).toEqual([1, 1, 1]);
  });

  it('have a second gradient of zero', () => {
    const first = gradient(sum(mul(max(matrix, { axes: 1 }), constant([2, 3], float64))), matrix);
    expect(slopes(mul(first, first), matrix)).toEqual([[0, 0, 0], [0, 0, 0]]); // prettier-ignore
  });

  it('are passed on by the comparison that found them no more than by any other', () => {
    expect(() => gradient(greater(matrix, 0), matrix)).toThrow('the root must be float32 or float64, got bool');
  });
});
