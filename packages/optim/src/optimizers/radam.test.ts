import { mul, parameter, read, square } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { radam } from '../index.ts';
import { descend } from '../testing/descent.ts';

describe('radam', () => {
  it('takes its first eight steps by the formula, and rectifies from the sixth', () => {
    const x = parameter(2, { dtype: 'float64' });
    const [rate, b1, b2, epsilon] = [0.01, 0.8, 0.999, 0.01];
    const descent = descend(mul(1.5, square(x)), radam({ learningRate: rate, beta1: b1, beta2: b2, epsilon }));
    let [theta, m, v] = [2, 0, 0];
    const rectified: number[] = [];
    for (let t = 1; t <= 8; t++) {
      descent.step();
      const g = 3 * theta;
      m = b1 * m + (1 - b1) * g;
      v = b2 * v + (1 - b2) * g ** 2;
      const limit = 2 / (1 - b2) - 1;
      const rho = limit - (2 * t * b2 ** t) / (1 - b2 ** t);
      const r = Math.sqrt(((rho - 4) * (rho - 2) * limit) / ((limit - 4) * (limit - 2) * rho));
      if (rho > 5) rectified.push(t);
      const direction = rho > 5 ? (r * Math.sqrt(1 - b2 ** t)) / (Math.sqrt(v) + epsilon) : 1;
      theta -= (rate * m * direction) / (1 - b1 ** t);
      expect(read(x).item()).toBeCloseTo(theta, 11);
    }
    expect(rectified).toEqual([6, 7, 8]);
    descent.close();
  });

  it('is momentum with its bias corrected, for ever, where β₂ remembers too little to rectify', () => {
    for (const beta2 of [0, 0.5, 0.6]) {
      const x = parameter(2, { dtype: 'float64' });
      const descent = descend(mul(1.5, square(x)), radam({ learningRate: 0.1, beta1: 0.8, beta2 }));
      let [theta, m] = [2, 0];
      for (let t = 1; t <= 30; t++) {
        m = 0.8 * m + 0.2 * 3 * theta;
        theta -= (0.1 * m) / (1 - 0.8 ** t);
      }
      descent.step(30);
      expect(read(x).item()).toBeCloseTo(theta, 12);
      descent.close();
    }
  });
});
