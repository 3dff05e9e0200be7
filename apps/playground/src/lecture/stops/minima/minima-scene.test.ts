import { expect, it } from 'vitest';
import { stackedDots } from './minima-scene.ts';

it('stacks dots that would lie on each other', () => {
  expect(stackedDots([5, 0, 40, 12, 6], 10)).toEqual([
    { x: 0, level: 0 },
    { x: 5, level: 1 },
    { x: 6, level: 2 },
    { x: 12, level: 0 },
    { x: 40, level: 0 },
  ]);
});
