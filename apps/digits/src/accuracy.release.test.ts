import { expect, it } from 'vitest';
import { figuresOf } from './testing/digits-program.ts';

it.each([
  ['784-128-10', [], 0.95, 0.945],
  ['the convolutional network', ['--network', 'cnn'], 0.98, 0.975],
] as const)('%s on the digits, ten epochs, seeds 1 to 5', async (_, options, mean, worst) => {
  const accuracies: number[] = [];
  for (const seed of ['1', '2', '3', '4', '5'])
    accuracies.push((await figuresOf('--seed', seed, ...options)).testAccuracy);
  console.log(`accuracies ${accuracies.join(' ')}`);
  expect(accuracies.reduce((sum, one) => sum + one) / accuracies.length).toBeGreaterThanOrEqual(mean);
  expect(Math.min(...accuracies)).toBeGreaterThanOrEqual(worst);
});

it('the convolutional network that is interpreted learns what the compiled one does', async () => {
  const few = ['--network', 'cnn', '--epochs', '1'];
  const compiled = await figuresOf(...few);
  const interpreted = await figuresOf(...few, '--runner', 'interpreter');
  expect(compiled.testAccuracy).toBeGreaterThan(0.9);
  expect(interpreted.testAccuracy).toBeCloseTo(compiled.testAccuracy, 1);
});
