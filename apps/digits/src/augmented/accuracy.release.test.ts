import { figuresIn, startProgram } from '@thalweg/programs/program';
import { expect, it } from 'vitest';

const main = new URL('main.ts', import.meta.url);

const SEEDS = ['1', '2', '3', '4', '5'];

it('12,000 changed digits teach the network to read at least 99 of 100 others, seeds 1 to 5', async () => {
  const accuraciesOf = async (...options: string[]): Promise<readonly number[]> => {
    const all: number[] = [];
    for (const seed of SEEDS) {
      const { ended } = startProgram(main, ['--json', '--seed', seed, ...options]);
      all.push((await figuresIn<{ readonly testAccuracy: number }>(ended)).testAccuracy);
    }
    console.log(`accuracies ${all.join(' ')}, mean ${meanOf(all)}`, ...options);
    return all;
  };
  const changed = await accuraciesOf();
  const unchanged = await accuraciesOf('--no-augment');
  expect(meanOf(changed)).toBeGreaterThanOrEqual(0.99);
  expect(Math.min(...changed)).toBeGreaterThanOrEqual(0.988);
  expect(meanOf(changed)).toBeGreaterThan(meanOf(unchanged));
});

function meanOf(all: readonly number[]): number {
  return all.reduce((sum, one) => sum + one) / all.length;
}
