import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from './root.ts';
import { deadLinks, pagesOf } from './testing/dead-links.ts';

// The site is built twice, for two bases; the pages of the API are written once.

const BASES = ['/', '/x/'] as const;

let folder: string;
const outOf = (base: string): string => `${folder}/${base === '/' ? 'top' : 'below'}`;

beforeAll(async () => {
  await mkdir(`${root}.nx`, { recursive: true });
  folder = await mkdtemp(`${root}.nx/site-`);
  for (const base of BASES) {
    const more = base === '/' ? [] : ['--keep-api'];
    const args = ['run', 'docs', '--', '--base', base, '--out', outOf(base), ...more];
    const { stdout } = await promisify(execFile)('npm', args, { cwd: root, maxBuffer: 1e8 });
    expect(stdout).toContain(`The site for ${base} is in ${outOf(base)}`);
  }
});
afterAll(() => rm(folder, { recursive: true }));

it.each(BASES)('the site below %s has no dead link', base => {
  expect(deadLinks(outOf(base), base)).toEqual([]);
  expect(pagesOf(outOf(base)).size).toBeGreaterThan(60);
});
