import { expect, it } from 'vitest';
import { differenceReading, differencesOfCube, distanceAt, placeOf, PLACES } from './difference-run.ts';

const at = differencesOfCube();

it('has the numbers of the lecture', () => {
  const distances = [0.1, 0.01, 0.001];
  expect(distances.map(h => at(h).errors.oneSided.toFixed(6))).toEqual(['0.610000', '0.060100', '0.006001']);
  expect(distances.map(h => at(h).errors.central.toFixed(6))).toEqual(['0.010000', '0.000100', '0.000001']);
  expect([1e-6, 1e-9, 1e-12, 1e-15].map(h => at(h).errors.oneSided.toExponential(0))).toEqual([
    '6e-6',
    '1e-6',
    '1e-3',
    '-1e+0',
  ]);
});

it('is off by 6h + h² on one side, and by h² on both, while rounding is small', () => {
  for (const h of [0.1, 0.05, 0.01, 0.001]) {
    expect(at(h).errors.oneSided).toBeCloseTo(6 * h + h * h, 9);
    expect(at(h).errors.central).toBeCloseTo(h * h, 9);
  }
});

it('has a slider from 0.1 to 10⁻¹⁵ whose positions are distances', () => {
  expect([0, 10, PLACES].map(distanceAt)).toEqual([0.1, 0.01, 1e-15]);
  for (let place = 0; place <= PLACES; place++) expect(placeOf(distanceAt(place))).toBe(place);
});

it('says something else for the bend, the best distance, rounding, and the end', () => {
  const readings = [0.1, 1e-8, 1e-9, 1e-12, 1e-15].map(h => differenceReading(at(0.1), at(h)));
  expect(readings.map(({ before, now }) => `${before} → ${now}`)).toEqual([
    '0.61 → 0.61',
    '0.61 → −7 · 10⁻⁸',
    '0.61 → 10⁻⁶',
    '0.61 → 10⁻³',
    '0.61 → −1.3',
  ]);
  expect(new Set(readings.map(({ sentence }) => sentence)).size).toBe(5);
  expect(readings.map(({ isDone }) => isDone)).toEqual([false, false, false, false, true]);
});
