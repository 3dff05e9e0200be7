import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { writeApiPages } from 'site/api-pages';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packages } from './documents.ts';
import { exportsOf } from './exports-of.ts';
import { root } from './root.ts';

let folder: string;
beforeAll(async () => {
  await mkdir(`${root}.nx`, { recursive: true });
  folder = await mkdtemp(`${root}.nx/api-`);
});
afterAll(() => rm(folder, { recursive: true }));

describe('the pages of the API', () => {
  it('have a heading for whatever the packages export, without a warning', async () => {
    await writeApiPages(`${folder}/pages`);
    const missing: string[] = [];
    for (const path of packages()) {
      const name = path.split('/')[1]!;
      const page = (await readFile(`${folder}/pages/${name}.md`, 'utf8')).replaceAll('\\_', '_');
      const headings = new Set([...page.matchAll(/^### (?:abstract )?([\w$]+)/gm)].map(match => match[1]));
      const links = new Set([...page.matchAll(/^- \[([\w$]+)\]/gm)].map(match => match[1]));
      for (const one of exportsOf(path))
        if (!headings.has(one.name) && !links.has(one.name)) missing.push(`${name}: ${one.name}`);
    }
    expect(missing).toEqual([]);
  });

  it.each([
    ['a function without a comment', '', /nothing .*does not have any documentation/],
    ['a link that leads nowhere', '/** See {@link nowhere}. */', /Failed to resolve link to "nowhere"/],
  ])('are refused for %s', async (_, comment, warning) => {
    const planted = await mkdtemp(`${folder}/planted-`);
    const tsconfig = `${planted}/tsconfig.json`;
    await writeFile(tsconfig, JSON.stringify({ extends: `${root}apps/site/tsconfig.api.json`, include: ['index.ts'] }));
    await writeFile(`${planted}/index.ts`, `${comment}\nexport function nothing(): void {}\n`);
    const written = writeApiPages(`${planted}/pages`, { entryPoints: [`${planted}/index.ts`], tsconfig });
    await expect(written).rejects.toThrow(warning);
  });
});
