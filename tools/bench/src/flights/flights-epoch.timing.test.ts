import { beforeAll, expect, test } from 'vitest';
import { epochMeasurements, medianOf } from './epoch-measurements.ts';
import type { EpochMeasurements } from './measure-epoch.ts';

let measured: EpochMeasurements;
beforeAll(async () => void (measured = await epochMeasurements()), 300_000);

test('an epoch of three million rows takes at most 2.5 times the bare read of its columns', () => {
  expect(medianOf(measured.ours) / medianOf(measured.bare)).toBeLessThan(2.5);
});

test('its peak of memory is at most 100 MB above that of the bare read', () => {
  const [bare, ours] = measured.peaks;
  expect(ours - bare).toBeLessThan(100);
});

test('it keeps as much memory in the second row group as in the last', () => {
  const [second, last] = measured.kept;
  expect(Math.abs(last - second)).toBeLessThan(1);
});

test('it learns', () => {
  // Always the base rate gives a loss of 0.49.
  expect(measured.loss).toBeLessThan(0.485);
});
