import { expect, it } from 'vitest';
import { lectureItems } from './parts/stop.ts';
import { stops } from './stops.ts';

it('the sixteen items of the lecture are each covered by a stop', () => {
  expect(lectureItems).toHaveLength(16);
  const covered = new Set(stops.flatMap(({ covers }) => covers));
  expect(lectureItems.filter(item => !covered.has(item))).toEqual([]);
});
