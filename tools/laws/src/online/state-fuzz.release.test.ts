import { describe, expect, it } from 'vitest';
import { titleOf } from './laws/online-row.ts';
import { fuzzStates } from './testing/fuzz-states.ts';
import { fuzzedRows } from './testing/fuzzed-rows.ts';

const COUNT = 900;

it('at least 50,000 changed states are tried', () => {
  expect(fuzzedRows.length * COUNT).toBeGreaterThanOrEqual(50_000);
});

describe(`${COUNT} changed states with right checksums are refused in words, or are states to go on from`, () => {
  it.each(fuzzedRows.map(row => [titleOf(row), row] as const))('%s', async (_, row) => {
    const { refused, restored } = await fuzzStates(row, 1000, COUNT);
    expect([refused + restored, refused > COUNT / 5, restored > COUNT / 20]).toEqual([COUNT, true, true]);
  });
});
