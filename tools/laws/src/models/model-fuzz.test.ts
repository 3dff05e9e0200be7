import { expect, it } from 'vitest';
import { fuzzModels } from './fuzz-models.ts';

it('1,000 signed files with changes are refused in words or give a model, with no more memory than the file', async () => {
  const { refused, read, mostMemory } = await fuzzModels(0, 1000);
  expect([refused > 500, read > 50]).toEqual([true, true]);
  expect(mostMemory).toBeLessThan(2);
});
