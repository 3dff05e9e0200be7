import { expect, it } from 'vitest';
import { noiseLayout } from './noise-scene.ts';
import { lectureRate, rateOfLevel, stepAtPlace } from './rate-levels.ts';

const layout = noiseLayout(600);

it('finds the point of the curve below a pixel, with the level there', () => {
  for (const [place, level] of [
    [0, 30],
    [3, 5],
    [5, 56],
  ] as const)
    expect(layout.pointAt(layout.xOfPoint(place), layout.yOfRate(rateOfLevel(level)))).toEqual({ place, level });
  expect(layout.pointAt(-50, -50)).toEqual({ place: 0, level: -8 });
});

it('draws on the schedule of the lecture what is near it', () => {
  lectureRate.forEach((level, place) => {
    const [x, y] = [layout.xOfPoint(place), layout.yOfRate(rateOfLevel(level))];
    expect(layout.pointAt(x + 5, y + 3)).toEqual({ place, level });
  });
});

it('has both plots on one axis of steps', () => {
  for (const place of [0, 2, 5]) expect(layout.xOfStep(stepAtPlace(place / 5))).toBeCloseTo(layout.xOfPoint(place), 0);
});
