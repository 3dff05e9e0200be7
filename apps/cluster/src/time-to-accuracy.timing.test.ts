import { expect, it } from 'vitest';
import { resultOfRun } from './testing/cluster-program.ts';

const ACCURACY = 0.95;

/** The seconds until the digits are recognized with an accuracy of 0.95, from the start of the leader. */
async function secondsTo(workers: number, steps: number): Promise<number> {
  const options = ['--task', 'digits', '--every', '50', '--workers', String(workers), '--steps', String(steps)];
  const { course } = await resultOfRun(...options);
  const reached = course.find(({ value }) => value >= ACCURACY);
  console.log(
    `${workers} workers, ${steps} steps each: ${course.map(({ value, seconds }) => `${value} after ${seconds.toFixed(1)} s`).join(', ')}`,
  );
  return reached?.seconds ?? Infinity;
}

it('one worker and two workers reach an accuracy of 0.95', { timeout: 300_000 }, async () => {
  const one = await secondsTo(1, 4000);
  const two = await secondsTo(2, 2000);
  console.log(`0.95 after ${one.toFixed(1)} s with one worker, after ${two.toFixed(1)} s with two`);
  expect(Math.max(one, two)).toBeLessThan(120);
});
