import { describe, expect, it } from 'vitest';
import { figuresOf, type Figures } from './testing/digits-program.ts';

/** The runs of seeds 1 to 5, with their figures in the log. */
async function fiveRuns(...options: readonly string[]): Promise<{ mean: number; worst: number; longest: number }> {
  const runs: Figures[] = [];
  for (const seed of ['1', '2', '3', '4', '5']) runs.push(await figuresOf('--seed', seed, ...options));
  const accuracies = runs.map(run => run.testAccuracy);
  const mean = accuracies.reduce((sum, one) => sum + one) / runs.length;
  console.log(`accuracies ${accuracies.join(' ')}, mean ${mean.toFixed(4)}, seconds ${runs.map(run => run.seconds.toFixed(1)).join(' ')}`); // prettier-ignore
  return { mean, worst: Math.min(...accuracies), longest: Math.max(...runs.map(run => run.seconds)) };
}

describe('784-128-10 on the digits, ten epochs, seeds 1 to 5', () => {
  it(
    'reaches a mean test accuracy of 0.950 and never less than 0.945, each run within a minute',
    { timeout: 600_000 },
    async () => {
      const { mean, worst, longest } = await fiveRuns();
      expect(mean).toBeGreaterThanOrEqual(0.95);
      expect(worst).toBeGreaterThanOrEqual(0.945);
      expect(longest).toBeLessThan(60);
    },
  );
});

describe('the convolutional network on the digits, ten epochs, seeds 1 to 5', () => {
  it(
    'reaches a mean test accuracy of 0.980 and never less than 0.975, each run within 40 seconds',
    { timeout: 600_000 },
    async () => {
      const { mean, worst, longest } = await fiveRuns('--network', 'cnn');
      expect(mean).toBeGreaterThanOrEqual(0.98);
      expect(worst).toBeGreaterThanOrEqual(0.975);
      expect(longest).toBeLessThan(40);
    },
  );
});
