import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { promisify } from 'node:util';
import { faultRunsOf, killKey, killSeed } from '@thalweg/programs/fault-runs';
import { savedStep } from '@thalweg/programs/killed-often';
import { foldIn, randomInteger } from '@thalweg/tensor';
import { expect, it } from 'vitest';
import { latestCheckpoint } from './index.ts';
import { age } from './testing/age.ts';
import { bundledProgram } from './testing/bundled-program.ts';
import { freshFolder } from './testing/fresh-folder.ts';

const EPOCHS = '8';
const STEPS = 5 * Number(EPOCHS);
const bitsIn = (folder: string): Buffer => readFileSync(latestCheckpoint(folder)!);

/** A run with what it said, which ends by itself. */
function start(program: string, folder: string): { child: ChildProcess; ended: Promise<{ out: string; err: string }> } {
  const child = spawn(process.execPath, [program, folder, EPOCHS], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.on('data', chunk => (said.out += String(chunk)));
  child.stderr.on('data', chunk => (said.err += String(chunk)));
  return { child, ended: once(child, 'close').then(() => said) };
}

const STOPS = faultRunsOf(20);

it(`a run that stood still while another one took its folder over ends when it goes on, ${STOPS} times, LAWS_SEED=${killSeed}`, async () => {
  const program = bundledProgram(new URL('./testing/interrupted-run.ts', import.meta.url));
  const whole = join(freshFolder(), 'run');
  await start(program, whole).ended;
  const draw = (what: string, stop: number, below: number): number =>
    randomInteger(foldIn(killKey('stopped'), what), stop, below);
  for (let stop = 0; stop < STOPS; stop++) {
    const folder = join(freshFolder(), 'run');
    const first = start(program, folder);
    while (savedStep(folder) < 1 + draw('step', stop, 10)) await after(1);
    await after(draw('wait', stop, 20));
    first.child.kill('SIGSTOP');
    const refused = start(program, folder);
    expect((await refused.ended).err).toContain('a folder must have one run at a time');
    age(folder);
    const second = start(program, folder);
    const from = savedStep(folder);
    // It goes on while the other one begins, learns, or has ended.
    const late = from + draw('late', stop, STEPS - from + 10);
    while (savedStep(folder) < Math.min(late, STEPS) && second.child.exitCode === null) await after(1);
    if (late > STEPS) await second.ended;
    first.child.kill('SIGCONT');
    const [one, other] = await Promise.all([first.ended, second.ended]);
    // One of them came to the end; the other one says that its lock is lost, unless the first had never lost it.
    expect([one, other].filter(({ out }) => out.endsWith('done\n')), `${one.err}${other.err}`).toHaveLength(1);
    expect([one, other].map(({ err }) => err).join('')).toMatch(/the lock in the folder must be that of this run|one run at a time/);
    expect(bitsIn(folder).equals(bitsIn(whole))).toBe(true);
    // A run that ended by an error in the midst of a write leaves it to the next one, which removes it.
    expect(readdirSync(folder).filter(name => !/^(step|\.thalweg-run)-/.test(name))).toEqual([]);
  }
}); // prettier-ignore

const STARTS = faultRunsOf(50);

it(`of two runs that begin at the same moment, one has the folder, ${STARTS} times`, async () => {
  const program = bundledProgram(new URL('./testing/locking-run.ts', import.meta.url));
  for (let round = 0; round < STARTS; round++) {
    const folder = join(freshFolder(), 'run');
    const runs = [0, 1].map(() => spawn(process.execPath, [program, folder], { stdio: ['pipe', 'pipe', 'inherit'] }));
    const said = await Promise.all(runs.map(async ({ stdout }) => String(await once(stdout, 'data'))));
    for (const { stdin } of runs) stdin.end();
    await Promise.all(runs.map(run => once(run, 'close')));
    expect(said.filter(line => line === 'has it\n')).toHaveLength(1);
    expect(said.filter(line => line.includes('a folder must have one run at a time'))).toHaveLength(1);
  }
});

it.runIf(process.platform === 'linux')('a run that may open few files has the bits of one that may open many', async () => {
  const program = bundledProgram(new URL('./testing/interrupted-run.ts', import.meta.url));
  const [few, many] = [join(freshFolder(), 'run'), join(freshFolder(), 'run')];
  const limited = (limit: string, folder: string): Promise<unknown> =>
    promisify(execFile)('bash', ['-c', `${limit} exec "$@"`, 'limited', process.execPath, program, folder, '3']);
  await limited('ulimit -n 32;', few);
  await limited('', many);
  expect(bitsIn(few).equals(bitsIn(many))).toBe(true);
}); // prettier-ignore
