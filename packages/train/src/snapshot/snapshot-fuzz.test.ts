import { expect, it } from 'vitest';
import { fuzzSnapshots } from '../testing/fuzz-snapshots.ts';

it('2,000 signed files with changes are refused by a StateError or give a valid state', () => {
  const { refused, restored } = fuzzSnapshots(0, 2000);
  expect([refused > 500, restored > 100]).toEqual([true, true]);
});
