import { expect, it } from 'vitest';
import { resultOfRun } from './testing/cluster-program.ts';

it.each([
  [1, 4000],
  [2, 2000],
])('a cluster of %d recognizes the digits with an accuracy of 0.95 within %d steps each', async (workers, steps) => {
  const sizes = ['--workers', String(workers), '--steps', String(steps)];
  const { course } = await resultOfRun('--task', 'digits', '--every', '50', ...sizes);
  expect(Math.max(...course.map(({ value }) => value))).toBeGreaterThanOrEqual(0.95);
});
