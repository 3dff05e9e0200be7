import { expect, it } from 'vitest';
import { GrowingBuffer } from './growing-buffer.ts';
import { LinearMemory } from './linear-memory.ts';

it('a buffer grows to twice its size, unless that is more than there is', () => {
  const memory = new LinearMemory();
  const buffer = new GrowingBuffer(memory, 'float32');
  expect([buffer.for(100), buffer.for(101), buffer.for(500)].map(({ size }) => size)).toEqual([100, 200, 500]);
  // Of 1 GiB: twice as much would fit, but leave little for others.
  expect(buffer.for(2 ** 28).size).toBe(2 ** 28);
  expect(buffer.for(2 ** 28 + 1).size).toBeLessThan(2 ** 28 + 2 ** 28);
});
