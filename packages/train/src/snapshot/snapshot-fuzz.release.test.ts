import { expect, it } from 'vitest';
import { fuzzSnapshots } from '../testing/fuzz-snapshots.ts';

it('100,000 signed files with changes are refused by a StateError or give a valid state', () => {
  const { refused, restored } = fuzzSnapshots(2000, 100_000);
  expect([refused > 25_000, restored > 5000]).toEqual([true, true]);
});
