import { describe, expect, it } from 'vitest';
import { FreeBuffers } from './free-buffers.ts';

describe('free buffers', () => {
  it('gives the smallest that is large enough, and of equal ones the one that was free first', () => {
    const free = new FreeBuffers();
    [64, 16, 32, 32].forEach((bytes, buffer) => free.add(buffer, bytes));
    expect([20, 20, 20, 20].map(bytes => free.take(bytes))).toEqual([2, 3, 0, 1]);
  });

  it('gives the largest if none is large enough, and none if there are none', () => {
    const free = new FreeBuffers();
    [16, 64, 32].forEach((bytes, buffer) => free.add(buffer, bytes));
    expect(free.take(100)).toBe(1);
    free.add(1, 100);
    expect([100, 1, 1, 1].map(bytes => free.take(bytes))).toEqual([1, 0, 2, undefined]);
  });
});
