import { expect, it } from 'vitest';
import { fuzzModels } from './fuzz-models.ts';

it('25,000 signed files with changes are refused in words or give a model, with no more memory than the file', async () => {
  const { refused, read, mostMemory } = await fuzzModels(1000, 25_000);
  expect([refused > 12_500, read > 1250]).toEqual([true, true]);
  expect(mostMemory).toBeLessThan(2);
});
