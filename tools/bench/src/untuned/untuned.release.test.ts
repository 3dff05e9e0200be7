import { expect, it } from 'vitest';
import { accuracyOf, apart, bestOfRates, streams } from './compare-rates.ts';

it.each([
  ['linear models', false],
  ['networks', true],
])('%s without a rate come within a point of the best one, on features of any scale', async (_, network) => {
  const gaps: number[] = [];
  for (const [name, stream] of Object.entries(streams(100_000, 7))) {
    const own = await accuracyOf(stream, { network });
    const scaled = await accuracyOf(stream, { network, scale: apart });
    const best = await bestOfRates(stream, network);
    console.log(`${name}: ${own}, ${scaled} with scaled features, ${best.accuracy} by ${best.by}`);
    gaps.push(best.accuracy - own, best.accuracy - scaled);
  }
  expect(Math.max(...gaps)).toBeLessThanOrEqual(0.01);
  expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeLessThanOrEqual(0.005);
});
