import { csv } from '@thalweg/readers';
import { expect, it } from 'vitest';
import { recordsOf } from '../testing/records-of.ts';

it('a million columns are refused, and need no memory where they are not read', async () => {
  const names = Array.from({ length: 1_000_000 }, (_, i) => `c${i}`);
  const bytes = new TextEncoder().encode(`${names.join(',')}\n${names.map((_, i) => i).join(',')}\n`);
  await expect(recordsOf(csv(bytes, { name: 'test.csv' }))).rejects.toThrow(
    "test.csv: at most 100,000 columns can be read, got 1,000,000. Name those to read: { columns: ['a', 'b'] }. Or check the format of the file.",
  );
  expect(await recordsOf(csv(bytes, { columns: ['c999999', 'c7'] }))).toEqual([{ c999999: 999_999, c7: 7 }]);
});
