import { constant, mul, parameter, read, square, sum, type Node } from '@thalweg/graph';
import { fillNormal, key, tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { adafactor } from '../index.ts';
import { descend, named } from '../testing/descent.ts';

const float64 = { dtype: 'float64' } as const;
const rms = (x: readonly number[]): number => Math.hypot(...x) / Math.sqrt(x.length);

describe('adafactor', () => {
  it('takes its steps by the formula, for a matrix from the means of its rows and columns', () => {
    const start = [[1, -2, 0.5], [0.25, 3, -1]]; // prettier-ignore
    const slopes = [[2, 1, 0.5], [1, 4, 3]]; // prettier-ignore
    const [rate, epsilon1, epsilon2, threshold, decay] = [0.4, 1e-3, 0.01, 1.2, 0.3];
    const w = parameter(start, { ...float64, name: 'w' });
    const loss = sum(mul(0.5, mul(constant(slopes, float64), square(w))));
    const options = { learningRate: rate, beta2Decay: -0.5, epsilon1, epsilon2, threshold, decay };
    const descent = descend(loss, adafactor(options));
    let [theta, R, C] = [start, [0, 0], [0, 0, 0]]; // prettier-ignore
    const mean = (x: readonly number[]): number => x.reduce((a, b) => a + b) / x.length;
    for (let t = 1; t <= 5; t++) {
      descent.step();
      const beta = 1 - t ** -0.5;
      const g = theta.map((row, i) => row.map((one, j) => slopes[i]![j]! * one));
      R = R.map((one, i) => beta * one + (1 - beta) * mean(g[i]!.map(of => of ** 2)));
      C = C.map((one, j) => beta * one + (1 - beta) * mean(g.map(row => row[j]! ** 2)));
      const u = g.map((row, i) =>
        row.map((of, j) => of / Math.max(Math.sqrt((R[i]! * C[j]!) / Math.max(mean(R), epsilon1)), epsilon1)),
      );
      const alpha = Math.max(epsilon2, rms(theta.flat())) * Math.min(rate, t ** -0.5);
      const clip = Math.max(1, rms(u.flat()) / threshold);
      theta = theta.map((row, i) => row.map((one, j) => one - (alpha * u[i]![j]!) / clip - rate * decay * one));
      (read(w).toArray() as number[][]).flat().forEach((one, i) => expect(one).toBeCloseTo(theta.flat()[i]!, 12));
    }
    descent.close();
    expect(read(named(descent, 'adafactor.R(w)')).shape).toEqual([2, 1]);
    expect(read(named(descent, 'adafactor.C(w)')).shape).toEqual([1, 3]);
  });

  it('knows the second moments exactly where they are a product of a row and a column', () => {
    // |g| of rank one: divided by its own size it is its sign.
    const slopes = constant([[3, -6], [0.5, 1]], float64); // prettier-ignore
    const w = parameter([[1, 1], [1, 1]], float64); // prettier-ignore
    const descent = descend(sum(mul(slopes, w)), adafactor({ learningRate: 0.25 }));
    descent.step();
    descent.close();
    const found = (read(w).toArray() as number[][]).flat();
    [0.75, 1.25, 0.75, 0.75].forEach((one, i) => expect(found[i]!).toBeCloseTo(one, 14));
  });

  it('takes the last two of more axes as rows and columns, each matrix by itself', () => {
    const numbers = (seed: number, size: number): Float64Array => fillNormal(new Float64Array(size), key(seed));
    const slopes = numbers(1, 24);
    const start = numbers(2, 24);
    const many = parameter(tensor(start, { shape: [2, 3, 4] }), { ...float64, name: 'many' });
    const loss = sum(mul(constant(tensor(slopes, { shape: [2, 3, 4] }), float64), many));
    const descent = descend(loss as Node, adafactor());
    descent.step();
    descent.close();
    const [R, C] = ['R', 'C'].map(one => read(named(descent, `adafactor.${one}(many)`)));
    expect([R!.shape, C!.shape]).toEqual([[2, 3, 1], [2, 1, 4]]); // prettier-ignore
    const squares = (indices: readonly number[]): number => rms(indices.map(i => slopes[i]!)) ** 2;
    // The second row of the second matrix, and its third column.
    expect(R!.data[4]).toBeCloseTo(squares([16, 17, 18, 19]), 14);
    expect(C!.data[6]).toBeCloseTo(squares([14, 18, 22]), 14);
  });

  it('moves no element of a vector by more than a part of its root mean square, however steep it is', () => {
    const x = parameter([30, 40], float64);
    const descent = descend(sum(mul(constant([1e6, 1e-6], float64), x)), adafactor({ learningRate: 0.1 }));
    descent.step();
    descent.close();
    const step = 0.1 * rms([30, 40]);
    const [a, b] = read(x).toArray() as [number, number];
    expect(a).toBeCloseTo(30 - step, 12);
    expect(b).toBeCloseTo(40 - step, 12);
  });

  it.each(['float32', 'float64'] as const)('leaves a matrix alone whose gradient is zero, in %s', dtype => {
    for (const epsilon1 of [undefined, 1e-30]) {
      const w = parameter([[3, 4], [5, 6]], { dtype }) as Node; // prettier-ignore
      const descent = descend(sum(mul(0, w)), adafactor(epsilon1 === undefined ? {} : { epsilon1 }));
      descent.step(3);
      descent.close();
      expect(read(w).toArray()).toEqual([[3, 4], [5, 6]]); // prettier-ignore
    }
  });
});
