import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { root } from '../pack/workspace.ts';

const folder = join(inject('home'), 'your-own-pictures');
const guide = readFileSync(`${root}docs/guides/your-own-pictures.md`, 'utf8');
const blocks = [...guide.matchAll(/^```ts(?: \[([\w.-]+)\.ts\])?\n(.*?)^```$/gms)];

/** Saves code of the guide as JavaScript. A claim about an expression becomes a check, which prints it if it holds. */
async function save(name: string, code: string): Promise<void> {
  const checked = code.replaceAll(/^(.+); \/\/ => (.+)$/gm, 'assert.deepEqual($1, $2); console.log($2);');
  const text = `import assert from 'node:assert/strict';\n${checked}`.replaceAll(/(\.\/[\w.]+)\.ts'/g, "$1.mjs'");
  const { code: script } = await transform(text, { loader: 'ts', format: 'esm', target: 'es2022' });
  await writeFile(join(folder, `${name}.mjs`), script);
}

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  for (const [, name, code] of blocks) if (name !== undefined) await save(name, code!);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the program of the guide that a text is in, with the blocks that go on with it, in a folder with the packed packages. */
async function run(text: string): Promise<string[]> {
  const programs: string[] = [];
  for (const [, name, code] of blocks)
    if (name === undefined && code!.startsWith('import ')) programs.push(code!);
    else if (name === undefined) programs.push(programs.pop()! + code!);
  await save(
    'main',
    programs.find(code => code.includes(text))!,
  );
  const { stdout } = await promisify(execFile)(process.execPath, ['main.mjs'], { cwd: folder });
  return stdout.trim().split('\n');
}

it('a network learns the pictures of a folder', async () => {
  expect((await run('const logits =')).at(-2)).toBe('true');
});

it('workers prepare the same bits, and so does a run that goes on', async () => {
  expect(await run('mapInWorkers')).toEqual(['true', 'true']);
});
