import { expect, it } from 'vitest';
import { columns } from '../../line/line-fit.ts';
import { batchesReading, epochWith, SIZES } from './epoch.ts';

const last = (size: number) => [...epochWith(size)].at(-1)!;

it('has the losses of the lecture after one epoch', () => {
  expect([500, 50, 1].map(size => last(size).lines.at(-1)!.loss.toFixed(3))).toEqual(['0.983', '0.349', '0.168']);
});

it('computes 500 gradients with every batch size', () => {
  for (const size of SIZES)
    expect(last(size)).toMatchObject({ size, gradients: 500, updates: 500 / size, isOver: true });
});

it('moves by the mean of all gradients if the batch is whole', () => {
  const { x, y } = columns;
  let [slope, offset] = [0, 0];
  x.forEach((x, i) => {
    slope += (0.1 * 2 * y[i]! * x) / 500;
    offset += (0.1 * 2 * y[i]!) / 500;
  });
  const [, line] = last(500).lines;
  expect(line!.slope).toBeCloseTo(slope, 12);
  expect(line!.offset).toBeCloseTo(offset, 12);
});

it('says something else for a whole batch, for mini-batches, for single examples, and while it runs', () => {
  const [half] = epochWith(250);
  const readings = [last(500), last(50), last(1), half!].map(epoch => batchesReading(last(500), epoch));
  expect(new Set(readings.map(({ sentence }) => sentence)).size).toBe(4);
  expect(readings.map(({ before }) => before)).toEqual(['0.983', '0.983', '0.983', '0.983']);
  expect(readings.map(({ isDone }) => isDone)).toEqual([false, false, true, false]);
});
