import { add, constant, mul, parameter, read, square, sub, sum, type Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { cocob } from '../index.ts';
import { descend, named } from '../testing/descent.ts';

const float64 = { dtype: 'float64' } as const;

/** Algorithm 2 of the paper for one weight. Its g are the negative gradients. */
class Coin {
  readonly first: number;
  weight: number;
  largest = 0;
  total = 0;
  reward = 0;
  theta = 0;

  constructor(first: number) {
    this.first = this.weight = first;
  }

  bet(g: number, alpha: number): void {
    this.largest = Math.max(this.largest, Math.abs(g));
    this.total += Math.abs(g);
    this.reward = Math.max(this.reward + (this.weight - this.first) * g, 0);
    this.theta += g;
    const fraction = this.theta / (this.largest * Math.max(this.total + this.largest, alpha * this.largest));
    this.weight = this.first + fraction * (this.largest + this.reward);
  }
}

describe('cocob', () => {
  it.each([100, 3])('bets as the algorithm does, with α = %s', alpha => {
    const x = parameter([2, -1, 0.5], { ...float64, name: 'x' });
    const slopes = [3, -0.01, 1];
    const curves = [1, 0.5, 0.1];
    const loss = add(sum(mul(constant(curves, float64), square(x))), sum(mul(constant(slopes, float64), x)));
    const descent = descend(loss as Node, cocob({ alpha }));
    const coins = [2, -1, 0.5].map(first => new Coin(first));
    for (let t = 0; t < 60; t++) {
      descent.step();
      coins.forEach((coin, i) => coin.bet(-(2 * curves[i]! * coin.weight + slopes[i]!), alpha));
      [...read(x as Node).data].forEach((one, i) => expect(one).toBeCloseTo(coins[i]!.weight, 10));
    }
    coins.forEach(({ reward }, i) => expect(read(named(descent, 'cocob.R(x)') as Node).data[i]).toBeCloseTo(reward, 8));
    descent.close();
  });

  it('finds what is near and what is a thousand times as far, with the same options', () => {
    for (const distance of [0.1, 1, 100]) {
      const x = parameter(0, float64);
      const descent = descend(square(sub(x, distance)), cocob());
      descent.step(3000);
      expect(Math.abs(read(x).item() - distance)).toBeLessThan(0.05 * distance);
      descent.close();
    }
  });

  it('does not move while there is no gradient', () => {
    const x = parameter([3, 4], { ...float64, name: 'x' });
    const descent = descend(sum(mul(0, x)), cocob());
    descent.step(3);
    expect(read(x).toArray()).toEqual([3, 4]);
    descent.close();
  });

  it('takes the same way whatever the loss is multiplied by', () => {
    const ways = [1, 2 ** 60].map(factor => {
      const x = parameter([2, -3], float64);
      const descent = descend(mul(factor, sum(square(x))), cocob());
      descent.step(200);
      descent.close();
      return read(x).toArray() as number[];
    });
    expect(ways[0]).toEqual(ways[1]);
  });
});
