import { landingRows } from '@thalweg/drawn';
import { expect, it } from 'vitest';
import { resultOfRun } from './testing/cluster-program.ts';

const sizes = landingRows('sizes of clusters', [
  [1, 4000],
  [2, 2000],
] as const);

it.each(sizes)(
  'a cluster of %d recognizes the digits with an accuracy of 0.95 within %d steps each',
  async (workers, steps) => {
    const asked = ['--workers', String(workers), '--steps', String(steps)];
    const { course } = await resultOfRun('--task', 'digits', '--every', '50', ...asked);
    expect(Math.max(...course.map(({ value }) => value))).toBeGreaterThanOrEqual(0.95);
  },
);
