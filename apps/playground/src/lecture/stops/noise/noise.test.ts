import { expect, it } from 'vitest';
import { columns } from '../../line/line-fit.ts';
import { leastLoss, runWith } from './noise-run.ts';
import { levelByKey, noiseLayout, noiseReading } from './noise-scene.ts';
import {
  constantRate,
  formatLevels,
  lectureRate,
  parseLevels,
  placeOfStep,
  rateAt,
  rateOfLevel,
  stepAtPlace,
  STEPS,
  withLevel,
} from './rate-levels.ts';

const least = [...leastLoss()].at(-1)!;
const last = (levels: readonly number[]) => {
  let end;
  for (const run of runWith(levels, least)) end = run;
  return end!;
};
const [constant, falling] = [last(constantRate), last(lectureRate)];

it('has the numbers of the lecture', () => {
  expect([constant, falling].map(({ excess }) => excess.toFixed(5))).toEqual(['0.00669', '0.00006']);
});

it('has the least value of the normal equations', () => {
  const { x, y } = columns;
  const mean = (values: Float64Array) => values.reduce((a, b) => a + b) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const slope = mean(x.map((x, i) => (x - mx) * (y[i]! - my))) / mean(x.map(x => (x - mx) ** 2));
  expect(least).toBeCloseTo(mean(x.map((x, i) => (slope * (x - mx) + my - y[i]!) ** 2)), 10);
});

it('says something else for each way to draw the rate', () => {
  const drawn = [constantRate, lectureRate, [56, 56, 56, 56, 56, 56], [20, 20, 20, 20, 20, 20], [40, 32, 24, 16, 8, 0]];
  const readings = drawn.map(levels => noiseReading(levels, last(levels), constant));
  readings.push(noiseReading(lectureRate, undefined, constant));
  expect(new Set(readings.map(({ sentence }) => sentence)).size).toBe(6);
  expect(readings.map(({ isDone }) => isDone)).toEqual([false, true, false, false, false, false]);
});

it('draws the constant rate and the schedule of the lecture exactly', () => {
  for (const step of [0, 1, 50, 99, 100, 731, 6000, STEPS - 1]) {
    expect(rateAt(constantRate, step)).toBe(0.1);
    expect(rateAt(lectureRate, step)).toBeCloseTo(0.1 / (1 + 0.01 * step), 12);
  }
});

it('places each step on the axis, and finds it there', () => {
  expect([0, STEPS].map(placeOfStep)).toEqual([0, 1]);
  for (const step of [0, 17, 100, 4321, STEPS]) expect(stepAtPlace(placeOfStep(step))).toBe(step);
});

it('is shared by its levels, and limits what it reads', () => {
  const levels = [0, 8, -3, 24, 56, 40];
  expect(parseLevels(formatLevels(levels))).toEqual(levels);
  expect(formatLevels(constantRate)).toBe('');
  expect(parseLevels('-99,8.2,0,99,1e9,3')).toEqual([-8, 8, 0, 56, 56, 3]);
  for (const text of ['', '1,2', '1,2,3,4,5,x', '1,2,3,4,5,', '1,2,3,4,5,Infinity', undefined])
    expect(parseLevels(text)).toEqual(constantRate);
});

it('moves a point by keys, within its limits', () => {
  expect(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', 'a'].map(key => levelByKey(10, key))).toEqual([
    9,
    11,
    2,
    18,
    56,
    -8,
    undefined,
  ]);
  expect(withLevel(constantRate, 5, 99)).toEqual([0, 0, 0, 0, 0, 56]);
});

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
