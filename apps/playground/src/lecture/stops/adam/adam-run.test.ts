import { expect, it } from 'vitest';
import { adamReading, adamSteps, STEPS } from './adam-run.ts';

const lengths = { corrected: [] as number[], uncorrected: [] as number[] };
for (const _ of adamSteps(lengths));
const at = (all: readonly number[]): string[] => [1, 10, 100, 1000].map(t => all[t - 1]!.toPrecision(3));

it('has the numbers of the lecture', () => {
  expect(at(lengths.uncorrected)).toEqual(['0.316', '0.653', '0.324', '0.126']);
  expect(at(lengths.corrected)).toEqual(['0.100', '0.100', '0.100', '0.100']);
});

it('follows the closed form of both means on a slope of 1', () => {
  for (let t = 1; t <= STEPS; t++)
    expect(lengths.uncorrected[t - 1]).toBeCloseTo((0.1 * (1 - 0.9 ** t)) / Math.sqrt(1 - 0.999 ** t), 9);
});

it('says something else for the first step, the longest, and the last', () => {
  const asked = [
    { isCorrected: true, t: 1 },
    { isCorrected: false, t: 1 },
    { isCorrected: false, t: 12 },
    { isCorrected: false, t: 1000 },
  ];
  const readings = asked.map(setting => adamReading(setting, lengths));
  expect(readings.map(({ before, now }) => `${before} → ${now}`)).toEqual([
    '0.100 → 0.100',
    '0.100 → 0.316',
    '0.100 → 0.657',
    '0.100 → 0.126',
  ]);
  expect(new Set(readings.map(({ sentence }) => sentence)).size).toBe(4);
  expect(readings.map(({ isDone }) => isDone)).toEqual([false, true, true, true]);
});
