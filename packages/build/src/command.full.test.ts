import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { precompiled } from '@thalweg/wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moduleOf } from './testing/module-of.ts';

const folder = { path: '' };
beforeAll(async () => void (folder.path = await mkdtemp(join(tmpdir(), 'precompile-'))));
afterAll(() => rm(folder.path, { recursive: true, force: true }));

/** Runs the command on a module of this package, and returns what it prints, on standard error if it fails. */
async function precompile(name: string, ...argv: readonly string[]): Promise<string> {
  const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  const node = [pathOf('../../../tools/bundle/bundle.mjs'), 'start', pathOf('./command.ts')];
  const given = ['precompile', pathOf(`./testing/${name}.ts`), '--out', join(folder.path, `${name}.wasm`), ...argv];
  try {
    return (await promisify(execFile)(process.execPath, [...node, ...given])).stdout;
  } catch (error) {
    return (error as { readonly stderr: string }).stderr;
  }
}

describe('thalweg precompile', () => {
  it('writes a module for precompiled(), and a list of its plans', async () => {
    expect(await precompile('perceptron', '--batch', '1,3')).toMatch(
      /perceptron\.wasm: \d+\.\d kB, \d+\.\d kB gzipped\n {2}predict for x \[3, 2\]\n {2}predict for x \[1, 2\]\n$/,
    );
    const module = moduleOf(await readFile(join(folder.path, 'perceptron.wasm')));
    expect(precompiled({ modules: [module] }).coverage.compiled).toBe(0);
    const plans = JSON.parse(await readFile(join(folder.path, 'perceptron.plans.json'), 'utf8')) as object[];
    expect(plans).toEqual([
      expect.objectContaining({ name: 'predict', inputs: { x: [3, 2] } }),
      expect.objectContaining({ name: 'predict', inputs: { x: [1, 2] } }),
    ]);
  });

  it('prints what to do, and no stack', async () => {
    expect(await precompile('no-such-file')).toMatch(/^precompile: the file must exist, got .*\n$/);
  });

  it('prints that a folder is missing, and no stack', async () => {
    expect(await precompile('perceptron', '--batch', '1', '--out', join(folder.path, 'missing', 'a.wasm'))).toMatch(
      /^precompile: the files must be writable, got ENOENT.*Name a folder that exists by --out\.\n$/,
    );
  });

  it('takes the path of a module as it is: no shell sees it', async () => {
    const place = join(folder.path, "a b'$(touch pwned)");
    await mkdir(place);
    await precompile('perceptron', '--batch', '1', '--out', join(place, '`touch pwned`.wasm'));
    expect((await readdir(place)).sort()).toEqual(['`touch pwned`.plans.json', '`touch pwned`.wasm']);
  });

  it('prints where the module throws', async () => {
    expect(await precompile('throwing')).toMatch(/Error: no data in this folder\n *at .*throwing\.ts:3/);
  });

  it('says that the module ends the process', async () => {
    expect(await precompile('ending')).toContain('must let the process live, got its end. Remove what ends it.');
  });

  it('ends though the module has started something without an end', async () => {
    expect(await precompile('busy', '--batch', '4')).toContain('predict for x [4]');
  });
});
