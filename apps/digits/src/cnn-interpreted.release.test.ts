import { expect, it } from 'vitest';
import { figuresOf } from './testing/digits-program.ts';

it('the convolutional network that is interpreted learns what the compiled one does', async () => {
  const few = ['--network', 'cnn', '--epochs', '1'];
  const compiled = await figuresOf(...few);
  const interpreted = await figuresOf(...few, '--runner', 'interpreter');
  expect(compiled.testAccuracy).toBeGreaterThan(0.9);
  expect(interpreted.testAccuracy).toBeCloseTo(compiled.testAccuracy, 1);
});
