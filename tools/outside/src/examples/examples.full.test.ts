import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import { npm } from '../pack/npm.ts';
import { root } from '../pack/workspace.ts';
import { exampleNames, putExample } from './example.ts';

const home = inject('home');
const run = (folder: string, ...words: readonly string[]): Promise<string> =>
  npm(folder, join(home, 'npm-cache'), ...words);

/** Checks types by the compiler that takes a seventh of the time; a release asks the ones that the examples name. */
const check = (folder: string) =>
  promisify(execFile)(process.execPath, [`${root}node_modules/typescript-native/bin/tsc`, '-p', '.'], { cwd: folder });

/** What a reader runs besides the tests. */
const scripts: Readonly<Record<string, string>> = { 'edge-worker': 'build', 'svelte-page': 'check' };

describe('an example on the packed packages', () => {
  it.each(exampleNames())('%s has right types and passes its own tests', async name => {
    const folder = await putExample(home, name, ['@angular/cli']);
    await check(folder);
    const script = scripts[name];
    if (script !== undefined) await run(folder, 'run', script);
    expect(await run(folder, 'test')).toMatch(/(# fail|fail) 0/);
  });

  it('control: a wrong type is found', async () => {
    const folder = await putExample(home, 'table-script');
    await writeFile(
      join(folder, 'src/wrong.ts'),
      `import { constant, type Node } from '@thalweg/graph';\nexport const x: Node<readonly [3]> = constant([1, 2]);\n`,
    );
    await expect(check(folder)).rejects.toMatchObject({
      stdout: expect.stringMatching(/^src\/wrong\.ts\(2,/) as string,
    });
  });
});
