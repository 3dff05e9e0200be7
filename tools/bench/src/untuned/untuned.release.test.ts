import { expect, it } from 'vitest';
import { accuracyOf, bestOfRates, streams } from './compare-rates.ts';

it('linear models without a rate come within a point of the best of 27, on features of any scale', async () => {
  const gaps: number[] = [];
  for (const [name, stream] of Object.entries(streams(100_000, 7))) {
    const [own, apart] = [await accuracyOf(stream), await accuracyOf(stream, { scale: j => 1000 ** ((j % 3) - 1) })];
    const best = await bestOfRates(stream);
    console.log(`${name}: ${own}, ${apart} with scaled features, ${best.accuracy} by ${best.by}`);
    gaps.push(best.accuracy - own, best.accuracy - apart);
  }
  expect(Math.max(...gaps)).toBeLessThanOrEqual(0.01);
  expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeLessThanOrEqual(0.005);
});
