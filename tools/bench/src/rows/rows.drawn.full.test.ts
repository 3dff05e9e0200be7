import { landingRows } from '@thalweg/drawn';
import { startProgram } from '@thalweg/programs/program';
import { expect, it } from 'vitest';
import { allRows } from './all-rows.ts';

const rows = landingRows('rows of the bench', allRows, ({ name }) => name.split(':')[0]!);

it('each row of the bench works: a small turn of both sides gives times, or its needs are named', async () => {
  const names = rows.map(({ name }) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const options = ['--once', `^(${names.join('|')})$`];
  const { code, out } = await startProgram(new URL('../main.ts', import.meta.url), options).ended;
  for (const { name, needs } of rows) {
    const line = out.split('\n').find(line => line.startsWith(`| ${name} |`));
    if (line?.includes('| missing |')) expect(needs, line).toBeDefined();
    else expect(Number(line?.split(' | ')[2]), name).toBeGreaterThan(0);
  }
  expect(code).toBe(0);
});

it('rows have names of their own', () => {
  expect(new Set(allRows.map(({ name }) => name)).size).toBe(allRows.length);
});
