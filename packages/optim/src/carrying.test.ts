import { add, becomes, mul, parameter, read, square, state } from '@thalweg/graph';
import { expect, it } from 'vitest';
import { carrying } from './carrying.ts';
import { descend } from './testing/descent.ts';

it('carrying gives the value as it is, has the rule fire, and lets nothing of it through', () => {
  const [x, taken] = [parameter(8, { dtype: 'float64' }), state(0, { dtype: 'float64' })];
  const rule = becomes(taken, add(mul(taken, Infinity), 1));
  const descent = descend(square(x), gradients => gradients.map(g => carrying(mul(g, 0.25), rule)));
  descent.step();
  expect([read(x).item(), read(taken).item()]).toEqual([4, NaN]);
  descent.close();
});
