import { expect, it } from 'vitest';
import { columns } from '../../line/examples.ts';
import { noiseReading } from './noise-scene.ts';
import { leastLoss, runWith } from './noise-run.ts';
import { constantRate, lectureRate } from './rate-levels.ts';

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
