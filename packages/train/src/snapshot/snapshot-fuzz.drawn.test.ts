import { takenRuns } from '@thalweg/drawn';
import { expect, it } from 'vitest';
import { fuzzSnapshots } from '../testing/fuzz-snapshots.ts';

const COUNT = takenRuns(2000);

it('signed files with changes are refused by a StateError or give a valid state', () => {
  const { refused, restored } = fuzzSnapshots(0, COUNT);
  expect([refused > COUNT / 4, restored > COUNT / 20]).toEqual([true, true]);
});
