import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../repository/addresses.ts';
import { writeApiPages } from './write-api-pages.ts';

let folder: string;
beforeAll(async () => {
  await mkdir(`${root}.nx`, { recursive: true });
  folder = await mkdtemp(`${root}.nx/api-`);
});
afterAll(() => rm(folder, { recursive: true }));

describe('the pages of the API', () => {
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
