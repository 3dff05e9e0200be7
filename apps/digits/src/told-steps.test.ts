import type { StepRecord } from '@thalweg/train';
import { expect, it, vi } from 'vitest';
import { toldSteps } from './told-steps.ts';

it('sends ten steps in a second, and the first one of each epoch', () => {
  let clock = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
  const told: number[] = [];
  const tell = toldSteps(({ step }) => told.push(step));
  // A step each millisecond, 250 in an epoch.
  for (let step = 1; step <= 1000; step++, clock++)
    tell({ step, epoch: 1 + Math.floor((step - 1) / 250) } as StepRecord);
  vi.restoreAllMocks();
  expect(told).toEqual([1, 101, 201, 251, 351, 451, 501, 601, 701, 751, 851, 951]);
});
