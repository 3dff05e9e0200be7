import { describe, expect, it } from 'vitest';
import { learnerOf, pointsOf, shapes, stepsFor } from './boundary-scene.ts';

describe.each(shapes)('%s', shape => {
  it('has the same points each time, half of them of each class, inside of the square', () => {
    const points = pointsOf(shape, 120);
    expect(pointsOf(shape, 120)).toEqual(points);
    expect(points.filter(({ label }) => label === 1)).toHaveLength(60);
    expect(points.every(({ x, y }) => Math.abs(x) < 1.1 && Math.abs(y) < 1.1)).toBe(true);
  });

  it('is learned from each of three first weights', () => {
    const points = pointsOf(shape, 120);
    for (const seed of [1, 4, 7]) {
      const learner = learnerOf(points, seed);
      for (let i = 0; i < stepsFor[shape]; i++) learner.step();
      expect(learner.accuracy()).toBeGreaterThan(0.95);
    }
  });
});

it('maps the square from its top left corner, by the weights of now', () => {
  const points = [
    { x: -0.8, y: 0.8, label: 1 },
    { x: 0.8, y: -0.8, label: 0 },
  ] as const;
  const learner = learnerOf(points, 1);
  const before = Array.from(learner.map(3, 3));
  for (let i = 0; i < 100; i++) learner.step();
  const after = Array.from(learner.map(3, 3));
  expect(after).not.toEqual(before);
  expect(after[0]).toBeGreaterThan(0.9);
  expect(after[8]).toBeLessThan(0.1);
});
