import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import { npm } from '../npm.ts';
import { root } from '../workspace.ts';
import { putExample } from './put-example.ts';

const home = inject('home');
const run = (folder: string, ...words: readonly string[]): Promise<string> =>
  npm(folder, join(home, 'npm-cache'), ...words);

/** What a reader runs besides the tests. */
const scripts: Readonly<Record<string, string>> = { 'edge-worker': 'build', 'svelte-page': 'check' };

const names = readdirSync(`${root}examples`, { withFileTypes: true })
  .filter(entry => entry.isDirectory() && entry.name !== 'node_modules')
  .map(({ name }) => name);

describe('an example on the packed packages', () => {
  it.each(names)('%s has right types and passes its own tests', async name => {
    const folder = await putExample(home, name, ['@angular/cli']);
    await promisify(execFile)(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.'], { cwd: folder });
    const script = scripts[name];
    if (script !== undefined) await run(folder, 'run', script);
    expect(await run(folder, 'test')).toMatch(/(# fail|fail) 0/);
  });
});
