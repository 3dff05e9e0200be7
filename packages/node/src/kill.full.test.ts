import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { faultRunsOf, killKey, killSeed } from '@thalweg/programs/fault-runs';
import { fillUniform } from '@thalweg/tensor';
import { lastValueFrom, of } from 'rxjs';
import { expect, it } from 'vitest';
import { checkpoint, latestCheckpoint, readSnapshot } from './index.ts';
import { age } from './testing/age.ts';
import { bundledWriter } from './testing/bundled-writer.ts';
import { counter, countIn } from './testing/counter.ts';
import { freshFolder } from './testing/fresh-folder.ts';

/** Runs `writer.ts` until so long after its first checkpoint, kills it, and returns the last step that it told. */
async function killed(
  writer: string,
  { folder, how, size }: { folder: string; how: string; size: number },
  milliseconds: number,
): Promise<number> {
  const child = spawn(process.execPath, [writer, folder, how, '1000000', String(size)]);
  let [text, errors] = ['', ''];
  const closed = new Promise(resolve => child.on('close', resolve));
  child.stderr.on('data', data => (errors += String(data)));
  await new Promise<void>(resolve =>
    child.stdout.on('data', data => {
      text += String(data);
      if (text.split('\n').length > 2) resolve();
    }),
  );
  await wait(milliseconds);
  child.kill('SIGKILL');
  await closed;
  expect([errors, child.signalCode]).toEqual(['', 'SIGKILL']);
  return Number(text.trim().split('\n').at(-1));
}

/** The least number of kills. Writing a small state takes most of its time for files, and a large one for bytes. */
const KILLS = 2 * faultRunsOf(25);
const delays = [...fillUniform(new Float64Array(200), killKey('checkpoint'))].map(uniform => 60 * uniform);
const leftoversIn = (folder: string): string[] => readdirSync(folder).filter(name => name.endsWith('.tmp'));

it(`a run that is killed at any moment leaves a newest checkpoint that is whole, and goes on from it, LAWS_SEED=${killSeed}`, async () => {
  const writer = bundledWriter();
  const runs = [100, 100_000].map(size => ({ folder: join(freshFolder(), 'run'), how: 'checkpoint', size, newest: 0 }));
  let interrupted = 0;
  for (const [kill, delay] of delays.entries()) {
    for (const { folder } of runs) age(folder);
    // Some kills must hit a write, or nothing is shown.
    if (kill >= KILLS && interrupted > 0) break;
    const run = runs[kill % 2]!;
    const told = await killed(writer, run, delay);
    const kept = readSnapshot(run.folder);
    const count = countIn(kept);
    expect(kept.parts['part']!.tensors['elements']!.size).toBe(run.size);
    expect(latestCheckpoint(run.folder)).toBe(join(run.folder, `step-${String(count).padStart(8, '0')}.safetensors`));
    // The writer prints a step when its checkpoint stands.
    expect(told).toBeGreaterThan(run.newest);
    expect(count).toBeGreaterThanOrEqual(told);
    run.newest = count;
    // What the kill before left was removed.
    expect(leftoversIn(run.folder).length).toBeLessThanOrEqual(1);
    interrupted += leftoversIn(run.folder).length;
  }
  expect(interrupted).toBeGreaterThan(0);
  for (const { folder } of runs) {
    age(folder);
    const operator = checkpoint({ part: counter() }, { every: Infinity, path: folder });
    await lastValueFrom(of({ step: 1e9 }).pipe(operator));
    expect(leftoversIn(folder)).toEqual([]);
  }
});

it('the same kills tear the files of a run that writes them in place', async () => {
  const writer = bundledWriter();
  const run = { folder: join(freshFolder(), 'run'), how: 'in place', size: 100_000 };
  const isTornBy = async (delay: number): Promise<boolean> => {
    await killed(writer, run, delay);
    try {
      readSnapshot(run.folder);
      return false;
    } catch {
      return true;
    }
  };
  let torn = false;
  for (const delay of delays) if ((torn = await isTornBy(delay))) break;
  expect(torn).toBe(true);
});
