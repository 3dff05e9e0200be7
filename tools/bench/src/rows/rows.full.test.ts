import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { allRows } from './all-rows.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

it('each row of the bench works: a small turn of both sides gives times, or its needs are named', async () => {
  const options = ['--import', 'tsx', '--conditions=@thalweg/source', main, '--once'];
  // Fails for a program that ends with 1, as this one does if a row fails.
  const { stdout } = await promisify(execFile)(process.execPath, options);
  for (const { name, needs } of allRows) {
    const line = stdout.split('\n').find(line => line.startsWith(`| ${name} |`));
    if (line?.includes('| missing |')) expect(needs, line).toBeDefined();
    else expect(Number(line?.split(' | ')[2]), name).toBeGreaterThan(0);
  }
});

it('rows have names of their own', () => {
  expect(new Set(allRows.map(({ name }) => name)).size).toBe(allRows.length);
});
