import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fuzz } from '../testing/fuzz.ts';
import { parquet } from './parquet.ts';

test('a damaged file gives records, or an error with its name, at once', async () => {
  const files = [new Uint8Array(readFileSync(new URL('../testing/small.parquet', import.meta.url)))];
  const types = { big: 'bigint', raw: 'object' } as const;
  const open = (bytes: Uint8Array, name: string) => parquet(bytes, { name, types });
  const outcome = await fuzz({ files, open, count: 100, seed: 1 });
  expect(outcome.wrong).toEqual([]);
  expect(outcome.refused).toBeGreaterThan(20);
});
