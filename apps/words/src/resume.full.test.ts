import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { latestCheckpoint } from '@thalweg/node';
import { drawnMoments, someOf } from '@thalweg/programs/fault-runs';
import { ageLock } from '@thalweg/programs/killed-often';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figuresOf, runWords, SMALL, startWords } from './testing/words-program.ts';

const EVERY = [...SMALL, '--save-every', '5'];
const LINES = ['Call me Ishmael.', 'It is a way I have of driving off the spleen.', 'There now is your insular city.'];

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'words-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const stateOf = (folder: string): Buffer => readFileSync(latestCheckpoint(folder)!);

/** Waits until so many steps have been saved. */
async function saved(folder: string, steps: number, isRunning: () => boolean): Promise<void> {
  const newest = (): number => Number(/step-0*(\d+)/.exec(latestCheckpoint(folder) ?? '')?.[1] ?? 0);
  while (newest() < steps && isRunning()) await new Promise(resolve => setTimeout(resolve, 2));
}

describe(`a run that was stopped, ${drawnMoments()}`, () => {
  let whole: Awaited<ReturnType<typeof figuresOf>>;
  beforeAll(async () => {
    whole = await figuresOf([...EVERY, '--save', join(root, 'whole')], LINES);
  });

  it.each([...someOf([5, 30, 45]).map(step => ['SIGKILL', step] as const), ['SIGINT', 20] as const])('by %s goes on from step %d or later to the same figures and the same state', async (signal, step) => {
    const folder = join(root, `${signal}-${step}`);
    const { child, ended } = startWords(...EVERY, '--save', folder);
    await saved(folder, step, () => child.exitCode === null);
    child.kill(signal);
    const { out, code } = await ended;
    if (signal === 'SIGKILL') ageLock(folder);
    else expect([code, out]).toEqual([130, expect.stringContaining(`Stopped. Continue with --resume ${folder}`)]);
    expect(await figuresOf(['--resume', folder], LINES)).toEqual(whole);
    expect(stateOf(folder).equals(stateOf(join(root, 'whole')))).toBe(true);
  }); // prettier-ignore

  it('by SIGINT before a checkpoint was due has saved its last step', async () => {
    const folder = join(root, 'early');
    const options = [...SMALL, '--passes', '2000', '--json', '--save', folder, '--save-every', '1000000'];
    const { child, ended } = startWords(...options);
    await new Promise<void>(resolve => {
      child.stdout!.on('data', chunk => {
        if (String(chunk).includes('"kind":"heldOut"')) resolve();
      });
    });
    child.kill('SIGINT');
    const { err, code } = await ended;
    expect([code, err]).toEqual([130, expect.stringContaining(`Stopped. Continue with --resume ${folder}`)]);
    expect(Number(/step-0*(\d+)/.exec(latestCheckpoint(folder)!)![1])).toBeGreaterThanOrEqual(35);
  });

  it.each(someOf(['SIGKILL', 'SIGINT'] as const))('by %s between two typed lines goes on with the next line', async signal => {
    const folder = join(root, `typed-${signal}`);
    const { child, ended } = startWords(...EVERY, '--save', folder);
    child.stdin!.write(`${LINES[0]}\n`);
    await saved(folder, whole.steps + 1, () => child.exitCode === null);
    child.kill(signal);
    const { code } = await ended;
    if (signal === 'SIGKILL') ageLock(folder);
    else expect(code).toBe(130);
    expect((await figuresOf(['--resume', folder], LINES.slice(1))).typed).toEqual(whole.typed.slice(1));
    expect(stateOf(folder).equals(stateOf(join(root, 'whole')))).toBe(true);
  }); // prettier-ignore

  it('refuses other settings, a damaged file, and a new run where there is one already', async () => {
    const folder = join(root, 'whole');
    const other = await runWords(['--resume', folder, '--units', '32']);
    expect([other.code, other.err]).toEqual([1, expect.stringContaining('the run has units 16, got 32.')]);
    const file = join(root, 'damaged.safetensors');
    const bytes = stateOf(folder);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(file, bytes);
    const damaged = await runWords(['--resume', file]);
    expect([damaged.code, damaged.err]).toEqual([1, expect.stringContaining('checksum')]);
    const again = await runWords([...EVERY, '--save', folder]);
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('must continue from the newest checkpoint')]);
  }); // prettier-ignore
});
