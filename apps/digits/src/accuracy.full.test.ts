import { expect, it } from 'vitest';
import { figuresOf } from './testing/digits-program.ts';

it.each([
  ['784-128-10', [], 0.945],
  ['the convolutional network', ['--network', 'cnn'], 0.975],
] as const)('%s recognizes the digits after ten epochs', async (_, options, accuracy) => {
  expect((await figuresOf('--seed', '1', ...options)).testAccuracy).toBeGreaterThanOrEqual(accuracy);
});
