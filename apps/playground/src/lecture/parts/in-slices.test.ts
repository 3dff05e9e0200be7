import { expect, it, onTestFinished, vi } from 'vitest';
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

it('takes no slice after it was stopped', async () => {
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

it('hands over the last value of each slice, of at most so many pieces in one frame', async () => {
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => setTimeout(run));
  vi.stubGlobal('cancelAnimationFrame', clearTimeout);
  onTestFinished(() => void vi.unstubAllGlobals());
  const seen: unknown[] = [];
  await new Promise<void>(resolve => {
    inSlices(
      [1, 2, 3, 4, 5].values(),
      (isDone, last) => {
        seen.push(last);
        if (isDone) resolve();
      },
      { most: 2 },
    );
  });
  expect(seen).toEqual([2, 4, 5]);
});

it('ends a generator that is stopped', async () => {
  let isEnded = false;
  function* endless(): Generator<void> {
    try {
      for (;;) yield;
    } finally {
      isEnded = true;
    }
  }
  await new Promise<void>(resolve => {
    const stop = inSlices(endless(), () => {
      stop();
      resolve();
    });
  });
  expect(isEnded).toBe(true);
});
