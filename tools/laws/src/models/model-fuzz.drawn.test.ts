import { takenRuns } from '@thalweg/drawn';
import { expect, it } from 'vitest';
import { fuzzModels } from './fuzz-models.ts';

const COUNT = takenRuns(1000);

it('signed files with changes are refused in words or give a model, with no more memory than the file', async () => {
  const { refused, read, mostMemory } = await fuzzModels(0, COUNT);
  expect([refused > COUNT / 2, read > COUNT / 20]).toEqual([true, true]);
  expect(mostMemory).toBeLessThan(2);
});
