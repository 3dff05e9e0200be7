import { expect, it } from 'vitest';
import { placeOnAxis, type PlotAxis } from './plot-axis.ts';

const axis: PlotAxis = { title: 'h', from: 0.1, to: 1e-15, logarithmic: true, ticks: [], text: String };

it('places powers of ten at even distances, also from large to small', () => {
  expect([0.1, 1e-8, 1e-15].map(value => Number(placeOnAxis(axis, value).toFixed(6)))).toEqual([0, 0.5, 1]);
});

it('keeps everything within the plot, also zero on a logarithmic axis', () => {
  expect([7, 0, -1].map(value => placeOnAxis(axis, value))).toEqual([0, 1, 1]);
  const plain = { ...axis, from: 0, to: 2, logarithmic: false };
  expect([-1, 1, 5].map(value => placeOnAxis(plain, value))).toEqual([0, 0.5, 1]);
});
