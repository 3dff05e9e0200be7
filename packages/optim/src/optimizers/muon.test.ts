import { constant, mul, parameter, read, sum, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { adamw, muon, partition, scaleByMuon, type MuonScaling } from '../index.ts';
import { descend, named } from '../testing/descent.ts';

type Matrix = readonly (readonly number[])[];

/** What Muon subtracts from a matrix of zeros in the first step on a slope. */
function direction(slope: Matrix, scaling?: MuonScaling, dtype: 'float32' | 'float64' = 'float64'): number[][] {
  const zeros = slope.map(row => row.map(() => 0));
  const w = parameter(zeros, { dtype }) as Node;
  const descent = descend(sum(mul(w, constant(slope as number[][], { dtype }) as Node)), scaleByMuon(scaling));
  descent.step();
  descent.close();
  return (read(w).toArray() as number[][]).map(row => row.map(one => 0 - one));
}

const expectClose = (found: Matrix, wanted: Matrix, digits = 12): void =>
  found.forEach((row, i) => row.forEach((one, j) => expect(one).toBeCloseTo(wanted[i]![j]!, digits)));

/** What the iteration makes of a singular value. */
function moved(value: number, steps = 5): number {
  for (let i = 0; i < steps; i++) value = 3.4445 * value - 4.775 * value ** 3 + 2.0315 * value ** 5;
  return value;
}

describe('muon', () => {
  it.each([1, 3, 5])('moves the singular values by the polynomial and keeps the singular vectors, %d steps', steps => {
    // U·diag(3, 0.4)·Vᵀ of two rotations.
    const [c, s, p, q] = [Math.cos(0.4), Math.sin(0.4), Math.cos(1.1), Math.sin(1.1)];
    const compose = (a: number, b: number): Matrix => [
      [c * a * p + s * b * q, c * a * q - s * b * p],
      [s * a * p - c * b * q, s * a * q + c * b * p],
    ];
    const length = Math.hypot(3, 0.4);
    const wanted = compose(moved(3 / length, steps), moved(0.4 / length, steps));
    expectClose(direction(compose(3, 0.4), { steps }), wanted);
  });

  it('brings the singular values near 1, the small one of a steep slope as well', () => {
    const [[a, b], [c, d]] = direction([[100, 0], [0, 1]]) as [[number, number], [number, number]]; // prettier-ignore
    expect([b, c]).toEqual([0, 0]);
    for (const value of [a, d]) expect(Math.abs(value - 1)).toBeLessThan(0.35);
  });

  it('treats a tall matrix as its wide transpose, which is the longer by the root of how much wider it is', () => {
    const wide = [[1, 2, -1, 0.5], [0, -1, 3, 1]]; // prettier-ignore
    const tall = [0, 1, 2, 3].map(i => wide.map(row => row[i]!));
    const turned = direction(tall);
    const wanted = direction(wide);
    expectClose(turned, [0, 1, 2, 3].map(i => wanted.map(row => row[i]! / Math.SQRT2)));
  }); // prettier-ignore

  it.each([true, false])('gathers a velocity and looks ahead or not, nesterov %s', nesterov => {
    const w = parameter([[3], [4]], { dtype: 'float64', name: 'w' });
    const weights = constant([[1], [2]], { dtype: 'float64' });
    const options = { learningRate: 0.1, momentum: 0.5, nesterov, decay: 0.2 };
    const descent = descend(sum(mul(0.5, mul(weights, mul(w, w)))), muon(options));
    let [theta, v] = [[3, 4], [0, 0]]; // prettier-ignore
    for (let t = 1; t <= 3; t++) {
      descent.step();
      const g = [theta[0]!, 2 * theta[1]!];
      v = g.map((one, i) => 0.5 * v[i]! + one);
      const along = nesterov ? g.map((one, i) => 0.5 * v[i]! + one) : v;
      const length = Math.hypot(...along);
      theta = theta.map(
        (one, i) => one - 0.1 * ((moved(1) * along[i]!) / length + 0.2 * one),
      );
      expectClose(read(w).toArray() as number[][], theta.map(one => [one]));
      expectClose(read(named(descent, 'muon.v(w)')).toArray() as number[][], v.map(one => [one]));
    }
    descent.close();
  }); // prettier-ignore

  it.each(['float32', 'float64'] as const)('goes by the direction of a slope, not by its size, in %s', dtype => {
    const slope = [[1, -2], [0.5, 1]]; // prettier-ignore
    const wanted = direction(slope, {}, dtype);
    for (const size of [1e-20, 1e10])
      expectClose(direction(slope.map(row => row.map(one => size * one)), {}, dtype), wanted, 4);
    expect(direction([[0, 0], [0, 0]], {}, dtype)).toEqual([[0, 0], [0, 0]]);
  }); // prettier-ignore

  it('refuses what is no matrix by its name, and says who could have it', () => {
    const [w, b] = [parameter([[1, 2]], { name: 'w' }), parameter([1, 2], { name: 'b' })];
    const loss = sum(mul(w, b));
    expect(() => descend(loss, muon())).toThrow(
      "muon: every parameter must be a matrix, got 'b' of shape [2]. Try partition([{ names: ({ shape }) => shape.length === 2, transform: muon() }, { transform: adamw() }]).",
    );
    const transform = partition([
      { names: ({ shape }) => shape.length === 2, transform: muon() },
      { transform: adamw() },
    ]);
    descend(loss, transform).close();
  });
});
