import { describe, expect, it } from 'vitest';
import { drawPoints, shapeNames } from './points.ts';

describe('drawn points', () => {
  it.each(shapeNames)('of %s have as many of each class, equal for equal seeds, in the plane that is shown', shape => {
    const settings = { shape, classes: 2, noise: 0, seed: 3, count: 400 };
    const points = drawPoints(settings);
    expect(points.filter(([, , label]) => label === 1)).toHaveLength(200);
    expect(drawPoints(settings)).toEqual(points);
    expect(drawPoints({ ...settings, seed: 4 })).not.toEqual(points);
    expect(points.filter(([x, y]) => Math.hypot(x, y) > 8)).toEqual([]);
  });

  it('of a spiral are on arms of 1.75 turns', () => {
    for (const [x, y, label] of drawPoints({ shape: 'spiral', classes: 3, noise: 0, seed: 1, count: 300 })) {
      const radius = Math.hypot(x, y);
      const angle = 2 * Math.PI * ((1.75 * radius) / 5 + label / 3);
      expect(x).toBeCloseTo(radius * Math.sin(angle), 9);
      expect(y).toBeCloseTo(radius * Math.cos(angle), 9);
    }
  });

  it('move by normal noise', () => {
    const settings = { shape: 'moons', classes: 2, seed: 1, count: 400 } as const;
    const [plain, noisy] = [drawPoints({ ...settings, noise: 0 }), drawPoints({ ...settings, noise: 0.5 })];
    const moves = plain.flatMap(([x, y], i) => [noisy[i]![0] - x, noisy[i]![1] - y]);
    const deviation = Math.sqrt(moves.reduce((sum, move) => sum + move * move, 0) / moves.length);
    expect(deviation).toBeGreaterThan(0.45);
    expect(deviation).toBeLessThan(0.55);
  });
});
