import { expect, it } from 'vitest';
import { inSlices } from './in-slices.ts';

function* counting(counted: { steps: number }, upTo: number): Generator<void> {
  for (; counted.steps < upTo; counted.steps++) yield;
}

it('does all of the work, and none of it before it returns', async () => {
  const counted = { steps: 0 };
  await new Promise<void>(resolve => {
    inSlices(counting(counted, 1000), isDone => isDone && resolve());
    expect(counted.steps).toBe(0);
  });
  expect(counted.steps).toBe(1000);
});

it('stops where it is told to', async () => {
  const counted = { steps: 0 };
  await new Promise<void>(resolve => {
    const stop = inSlices(counting(counted, Infinity), () => {
      stop();
      resolve();
    });
  });
  const { steps } = counted;
  await new Promise(resolve => setTimeout(resolve, 20));
  expect(counted.steps).toBe(steps);
});
