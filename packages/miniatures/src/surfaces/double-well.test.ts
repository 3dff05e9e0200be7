import { describe, expect, it } from 'vitest';
import { doubleWell } from '../surfaces.ts';

const kinds = (tilt: number) => doubleWell({ tilt }).minima.map(({ x, kind }) => [Math.sign(x), kind]);

describe('doubleWell', () => {
  it('has its lower well where the tilt goes down to', () => {
    expect(kinds(0.6)).toEqual([
      [1, 'local'],
      [-1, 'global'],
    ]);
    expect(kinds(-0.6)).toEqual([
      [1, 'global'],
      [-1, 'local'],
    ]);
    expect(kinds(0).map(([, kind]) => kind)).toEqual(['global', 'global']);
  });

  it('keeps two wells up to the steepest tilt, where one meets the saddle', () => {
    const steepest = 8 / (3 * Math.sqrt(3));
    const { minima, saddles } = doubleWell({ tilt: steepest - 1e-9 });
    expect(minima[0]!.x).toBeCloseTo(1 / Math.sqrt(3), 4);
    expect(saddles[0]!.x).toBeCloseTo(1 / Math.sqrt(3), 4);
    for (const tilt of [steepest, -steepest, 2, NaN])
      expect(() => doubleWell({ tilt })).toThrow(`doubleWell: tilt must be within ±8/(3√3), got ${tilt}. Try 0.6.`);
  });
});
