import { expect, it } from 'vitest';
import { levelByKey } from './noise-scene.ts';
import {
  constantRate,
  formatLevels,
  lectureRate,
  parseLevels,
  placeOfStep,
  rateAt,
  stepAtPlace,
  STEPS,
  withLevel,
} from './rate-levels.ts';

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
