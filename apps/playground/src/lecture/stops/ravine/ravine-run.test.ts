import { expect, it } from 'vitest';
import { descendRavine, ravineReading } from './ravine-run.ts';

it('has the numbers of the lecture', () => {
  const [plain, heavy] = [descendRavine(0), descendRavine(0.9)];
  expect([plain.crossings, plain.distance.toFixed(2)]).toEqual([100, '1.63']);
  expect([heavy.crossings, heavy.distance.toFixed(2)]).toEqual([49, '0.05']);
});

it('tracks plain descent as its closed form: x is multiplied by 1 − η, y by 1 − 100η', () => {
  const { track } = descendRavine(0);
  for (const t of [1, 10, 100]) {
    expect(track[t]![0]).toBeCloseTo(10 * 0.982 ** t, 4);
    expect(track[t]![1]).toBeCloseTo((-0.8) ** t, 4);
  }
});

it('says something else for plain descent, for the decay that is asked for, and for a velocity that stays', () => {
  const sentences = [0, 0.9, 0.99].map(decay => ravineReading(decay, descendRavine(decay), descendRavine(0)));
  expect(new Set(sentences.map(({ sentence }) => sentence)).size).toBe(3);
  expect(sentences.map(({ isDone }) => isDone)).toEqual([false, true, false]);
});
