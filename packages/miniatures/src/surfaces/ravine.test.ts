import { expect, it } from 'vitest';
import { ravine } from '../surfaces.ts';

it.each([0.5, NaN, Infinity, -1])('ravine refuses the condition number %d in words', condition => {
  expect(() => ravine({ condition })).toThrow(`ravine: condition must be finite and at least 1, got ${condition}. Try`);
});
