import { once } from 'node:events';
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { faultRunsOf, killKey, killSeed } from '@thalweg/programs/fault-runs';
import { fillUniform, foldIn } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { readSnapshot } from './index.ts';
import { age } from './testing/age.ts';
import { bundledProgram } from './testing/bundled-program.ts';
import { noContainers, startInContainer } from './testing/container.ts';
import { countIn } from './testing/counter.ts';
import { freshFolder } from './testing/fresh-folder.ts';

/** The number of times that many runs find the lock of a dead one. */
const ROUNDS = faultRunsOf(10);
const WRITES = 50 * ROUNDS;

/** The output of the writers of one container, each of which was killed and replaced by another one. */
async function killedWriters(writer: string, folder: string, name: string): Promise<string[]> {
  const lines: string[] = [];
  const delays = fillUniform(new Float64Array(1000), foldIn(killKey('containers'), name));
  for (let life = 0; lines.length < WRITES && life < delays.length; life++) {
    const child = startInContainer(writer, folder, name, life % 2 ? '100000' : '1000');
    let text = '';
    child.stdout.on('data', data => (text += String(data)));
    const closed = once(child, 'close');
    await Promise.race([once(child.stdout, 'data'), closed]);
    await wait(100 * delays[life]!);
    child.kill('SIGKILL');
    await closed;
    // Only whole lines: a writer may be killed while it writes one.
    lines.push(...text.split('\n').slice(0, -1));
    expect(countIn(readSnapshot(join(folder, name)))).toBeGreaterThan(0);
  }
  return lines;
}

// The output of a run has no titles of tests that are skipped.
if (noContainers) console.warn(`Tests with two containers are skipped: ${noContainers}`);

describe.skipIf(noContainers)(`two containers with the same numbers of processes (${noContainers ?? 'by unshare'})`, () => {
  it(`write into one folder while they are killed, and 0 of ${WRITES} writes fail, LAWS_SEED=${killSeed}`, async () => {
    const folder = freshFolder();
    const writer = bundledProgram(new URL('./testing/file-writer.ts', import.meta.url));
    const said = await Promise.all(['a.safetensors', 'b.safetensors'].map(name => killedWriters(writer, folder, name)));
    const lines = said.flat();
    expect(lines.length).toBeGreaterThanOrEqual(WRITES);
    expect(lines.filter(line => line !== 'ok')).toEqual([]);
  });

  it('cannot both run in one folder, and the second takes over when the first was killed', async () => {
    const folder = join(freshFolder(), 'run');
    const run = bundledProgram(new URL('./testing/locking-run.ts', import.meta.url));
    const first = startInContainer(run, folder);
    expect(String(await once(first.stdout, 'data'))).toBe('has it\n');
    const second = startInContainer(run, folder);
    expect(String(await once(second.stdout, 'data'))).toContain('a folder must have one run at a time');
    second.stdin.end();
    first.kill('SIGKILL');
    await once(first, 'close');
    age(folder);
    const third = startInContainer(run, folder);
    expect(String(await once(third.stdout, 'data'))).toBe('has it\n');
    third.stdin.end();
    await once(third, 'close');
  });

  it('and of many runs that find the lock of a dead one, one gets it', async () => {
    const run = bundledProgram(new URL('./testing/locking-run.ts', import.meta.url));
    for (let round = 0; round < ROUNDS; round++) {
      const folder = join(freshFolder(), 'run');
      mkdirSync(folder);
      const lock = join(folder, '.thalweg-lock');
      writeFileSync(lock, 'c0ffee00'.repeat(4));
      const time = new Date(statSync(lock).mtimeMs - 60_000);
      utimesSync(lock, time, time);
      const runs = Array.from({ length: 6 }, () => startInContainer(run, folder));
      const said = await Promise.all(runs.map(async ({ stdout }) => String(await once(stdout, 'data'))));
      for (const { stdin } of runs) stdin.end();
      await Promise.all(runs.map(run => once(run, 'close')));
      expect(said.filter(line => line === 'has it\n')).toHaveLength(1);
      expect(readdirSync(folder).filter(name => name.endsWith('.tmp'))).toEqual([]);
    }
  });
}); // prettier-ignore
