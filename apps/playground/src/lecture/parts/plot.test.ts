import { expect, it } from 'vitest';
import { powerText } from './numbers.ts';
import { labelPlaces, placeOnAxis, type PlotAxis } from './plot.ts';

const axis: PlotAxis = { title: 'h', from: 0.1, to: 1e-15, logarithmic: true, ticks: [], text: String };

it('places powers of ten at even distances, also from large to small', () => {
  expect([0.1, 1e-8, 1e-15].map(value => Number(placeOnAxis(axis, value).toFixed(6)))).toEqual([0, 0.5, 1]);
});

it('keeps everything within the plot, also zero on a logarithmic axis', () => {
  expect([7, 0, -1].map(value => placeOnAxis(axis, value))).toEqual([0, 1, 1]);
  const plain = { ...axis, from: 0, to: 2, logarithmic: false };
  expect([-1, 1, 5].map(value => placeOnAxis(plain, value))).toEqual([0, 0.5, 1]);
});

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

it('writes powers of ten as they are read, and near numbers plainly', () => {
  expect([0.1, 0.02, 1, 100, 1e-3, 1e-15, 1e4, 2.5e-9].map(powerText)).toEqual([
    '0.1',
    '0.02',
    '1',
    '100',
    '10⁻³',
    '10⁻¹⁵',
    '10⁴',
    '2.5 · 10⁻⁹',
  ]);
});
