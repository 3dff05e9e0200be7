import { expect, it } from 'vitest';
import { labelPlaces } from './label-places.ts';

const bounds = { line: 15, least: 10, most: 100 };

it('leaves labels where they belong if they are far enough apart', () => {
  expect(labelPlaces([60, 20, 35], bounds)).toEqual([60, 20, 35]);
});

it('spreads labels that are too close around their middle, in the same order', () => {
  expect(labelPlaces([52, 50, 48], bounds)).toEqual([65, 50, 35]);
  expect(labelPlaces([40, 40, 90], bounds)).toEqual([32.5, 47.5, 90]);
});

it('keeps labels within the bounds', () => {
  expect(labelPlaces([98, 99], bounds)).toEqual([85, 100]);
  expect(labelPlaces([0], bounds)).toEqual([10]);
});
