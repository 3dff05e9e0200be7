import { expect, it } from 'vitest';
import { accuracyOf, apart, bestOfRates, streams } from './compare-rates.ts';

it.each([
  ['linear models', false],
  ['networks', true],
])('%s without a rate come within a point of the best one, on features of any scale', async (_, network) => {
  const gaps: number[] = [];
  for (const [name, stream] of Object.entries(streams(100_000, 7))) {
    for (const [which, scale] of Object.entries({ 'as drawn': () => 1, 'times 10^±3': apart })) {
      const own = await accuracyOf(stream, { network, scale });
      const best = await bestOfRates(stream, { network, scale });
      console.log(`${name}, features ${which}: ${own}, ${best.accuracy} by ${best.by}`);
      gaps.push(best.accuracy - own);
    }
  }
  expect(Math.max(...gaps)).toBeLessThanOrEqual(0.01);
  expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeLessThanOrEqual(0.005);
});

it('networks without a rate do not depend on the scale of features, to the bit where scaling rounds nothing', async () => {
  const stream = streams(20_000, 7)['RBF, 1e-3']!;
  const scale = (feature: number): number => 1024 ** ((feature % 3) - 1);
  expect(await accuracyOf(stream, { network: true, scale })).toBe(await accuracyOf(stream, { network: true }));
});
