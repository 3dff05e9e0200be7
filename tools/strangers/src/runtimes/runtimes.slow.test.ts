import { execFile } from 'node:child_process';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { npm } from '../npm.ts';
import { userCache } from '../user-cache.ts';
import { runtimes } from './runtimes.ts';
import { training } from './training.ts';

interface Trained {
  readonly steps: number;
  readonly loss: number;
  readonly weights: readonly number[];
}

const isKnown = process.platform === 'linux' && process.arch === 'x64';
const reason = isKnown ? '' : ' (skipped: the runtimes are programs for Linux on x64)';
const home = inject('home');
const folder = join(home, '..', 'runtimes');
const script = join(home, 'training.mjs');

/** Runs the training with a runtime, and returns what it printed. */
async function run(program: string, options: readonly string[]): Promise<{ interpreted: Trained; compiled: Trained }> {
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const env = { ...inherited, DENO_DIR: join(folder, 'deno-cache'), DENO_NO_UPDATE_CHECK: '1' };
  const { stdout } = await promisify(execFile)(program, [...options, script], { cwd: home, env });
  return JSON.parse(stdout) as { interpreted: Trained; compiled: Trained };
}

describe.runIf(isKnown)(`the packed packages in other runtimes${reason}`, () => {
  beforeAll(async () => {
    await mkdir(folder);
    const dependencies = Object.fromEntries(runtimes.map(({ name, source }) => [name, source]));
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
    await npm(folder, userCache(), 'install', '--offline=false', '--prefer-offline');
    await writeFile(script, training);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('train to the same last bit as in this one', async () => {
    const expected = await run(process.execPath, []);
    expect(expected.interpreted).toMatchObject({ steps: 200, loss: expect.closeTo(0, 1) });
    expect(expected.interpreted.weights).toHaveLength(16 + 16 + 16 + 1);
    for (const { name, program, options } of runtimes) {
      const path = join(folder, 'node_modules', name, program);
      await chmod(path, 0o755);
      expect(await run(path, options), name).toEqual(expected);
    }
  });
});
