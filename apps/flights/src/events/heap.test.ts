import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { popSmallest, pushItem } from './landings.ts';

test.prop([fc.array(fc.integer({ min: 0, max: 50 }))])('a heap gives back its items in their order', items => {
  const heap: number[] = [];
  const before = (a: number, b: number): boolean => a < b;
  for (const item of items) pushItem(heap, item, before);
  const popped = items.map(() => popSmallest(heap, before));
  expect(popped).toEqual([...items].sort((a, b) => a - b));
  expect(heap).toEqual([]);
});
