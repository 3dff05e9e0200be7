import { expect, it } from 'vitest';
import { labelPlaces } from './label-places.ts';

it('keeps labels in order, a line apart and within their bounds', () => {
  const bounds = { line: 15, least: 10, most: 100 };
  expect(labelPlaces([20, 60], bounds)).toEqual([20, 60]);
  expect(labelPlaces([24, 20, 22], bounds)).toEqual([50, 20, 35]);
  expect(labelPlaces([98, 99], bounds)).toEqual([85, 100]);
  expect(labelPlaces([0], bounds)).toEqual([10]);
});
