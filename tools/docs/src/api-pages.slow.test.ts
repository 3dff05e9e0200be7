import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packages } from './documents.ts';
import { exportsOf } from './exports-of.ts';
import { root } from './root.ts';

const timeout = 600_000;
let folder: string;
beforeAll(async () => {
  await mkdir(`${root}.nx`, { recursive: true });
  folder = await mkdtemp(`${root}.nx/api-`);
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs `npm run docs` with further options; whether it succeeds, and what it prints. */
function writePages(...options: readonly string[]): Promise<{ readonly succeeds: boolean; readonly printed: string }> {
  const env = { ...process.env, NO_COLOR: '1' };
  return new Promise(resolve =>
    execFile('npm', ['run', 'docs', '--', ...options], { cwd: root, env }, (error, output, errors) =>
      resolve({ succeeds: error === null, printed: output + errors }),
    ),
  );
}

describe('npm run docs', { timeout }, () => {
  it('writes a page for whatever the packages export, without a warning', async () => {
    const { succeeds, printed } = await writePages('--out', `${folder}/pages`);
    expect({ succeeds, warnings: printed.match(/^\[(warning|error)\].*/gm) }).toEqual({
      succeeds: true,
      warnings: null,
    });
    const kinds = ['functions', 'variables', 'classes', 'interfaces', 'types', 'modules'];
    const missing = packages().flatMap(path => {
      const name = `_thalweg_${path.split('/')[1]}`;
      return exportsOf(path)
        .map(one => `${name}.${one.name}.html`)
        .filter(page => !kinds.some(kind => existsSync(`${folder}/pages/${kind}/${page}`)));
    });
    expect(missing).toEqual([]);
  });

  it.each([
    ['a function without a comment', '', /nothing .*does not have any documentation/],
    ['a link that leads nowhere', '/** See {@link nowhere}. */', /Failed to resolve link to "nowhere"/],
  ])('fails for %s', async (_, comment, warning) => {
    const planted = await mkdtemp(`${folder}/planted-`);
    const files = {
      'package.json': JSON.stringify({ name: 'planted', version: '1.0.0' }),
      'tsconfig.json': JSON.stringify({ extends: `${root}tools/docs/tsconfig.api.json`, include: ['index.ts'] }),
      'typedoc.json': JSON.stringify({ entryPoints: ['index.ts'], tsconfig: 'tsconfig.json' }),
      'index.ts': `${comment}\nexport function nothing(): void {}\n`,
    };
    for (const [name, content] of Object.entries(files)) await writeFile(`${planted}/${name}`, content);
    const options = ['--entryPoints', planted, '--readme', 'none', '--out', `${planted}/pages`];
    const { succeeds, printed } = await writePages(...options);
    expect(succeeds).toBe(false);
    expect(printed).toMatch(warning);
    expect(printed).toContain('Found 0 errors and 1 warnings');
  });
});
