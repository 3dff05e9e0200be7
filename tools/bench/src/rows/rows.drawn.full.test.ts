import { landingRows } from '@thalweg/drawn';
import { startProgram } from '@thalweg/programs/program';
import { expect, it } from 'vitest';
import { allRows } from './all-rows.ts';

/** Rows that start a browser or a program take a second and more. */
const isSlow = (name: string): boolean => /^(pages|services|first step|waits):/.test(name);

const family = (name: string): string => name.split(':')[0]!;
const slow = allRows.filter(({ name }) => isSlow(name));
const rows = [
  ...allRows.filter(({ name }) => !isSlow(name)),
  ...landingRows('rows of the bench', slow, ({ name }) => family(name)),
];

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
