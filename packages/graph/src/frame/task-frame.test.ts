import { expect, it } from 'vitest';
import { feedOf, input, openFrame, sum } from '../index.ts';
import { isCollected } from '../testing/collected.ts';

it('keeps nothing of a batch once the next one was fed', async () => {
  const x = input('x', ['batch']);
  const frame = openFrame({ outputs: [sum(x)], steps: true });
  const step = (size: number): WeakRef<object> => {
    const batch = new Float32Array(size);
    frame.run([feedOf(x, batch)], () => {});
    return new WeakRef(batch);
  };
  const first = step(1000);
  step(1000);
  expect(await isCollected(first)).toBe(true);
  frame.close();
});
