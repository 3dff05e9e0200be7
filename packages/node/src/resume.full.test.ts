import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { faultRunsOf, killKey, killSeed } from '@thalweg/programs/fault-runs';
import { foldIn, randomInteger } from '@thalweg/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { latestCheckpoint, readSnapshot } from './index.ts';
import { age } from './testing/age.ts';
import { bundledProgram } from './testing/bundled-program.ts';

const KILLS = faultRunsOf(20);
const EPOCHS = 10 + Math.floor(1.5 * KILLS);
const STEPS = 5 * EPOCHS;

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'thalweg-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Runs a program in its own process and returns the steps that it took. `watch` gets every step and may kill the process. */
async function run(
  program: string,
  folder: string,
  watch?: (step: number, kill: () => void) => void,
): Promise<number[]> {
  const child = spawn(process.execPath, [program, folder, String(EPOCHS)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const steps: number[] = [];
  let rest = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop()!;
    for (const step of lines.filter(line => line !== 'done').map(Number)) {
      steps.push(step);
      watch?.(step, () => child.kill('SIGKILL'));
    }
  });
  await once(child, 'close');
  return steps;
}

describe('a training that is killed again and again', () => {
  it(`comes to the same bits as one that never was, after ${KILLS} kills between and during writes, LAWS_SEED=${killSeed}`, async () => {
    const program = bundledProgram(new URL('./testing/interrupted-run.ts', import.meta.url));
    const [whole, broken] = [join(root, 'whole'), join(root, 'broken')];
    expect(await run(program, whole)).toEqual(Array.from({ length: STEPS }, (_, i) => i + 1));

    const lives: number[][] = [];
    const stood: number[] = [];
    for (let life = 0; life < KILLS && (stood.at(-1) ?? 0) < STEPS - 40; life++) {
      // So many steps are seen, then so many milliseconds pass: some writes take about as long.
      const seen = randomInteger(foldIn(killKey('resume'), 'steps'), life, 8);
      const wait = randomInteger(foldIn(killKey('resume'), 'wait'), life, 60);
      let left = seen;
      lives.push(await run(program, broken, (_, kill) => void (left-- === 0 && after(wait).then(kill))));
      // Whatever the moment, the newest file is whole, and of a step that was taken.
      const newest = latestCheckpoint(broken);
      stood.push(newest === undefined ? 0 : readSnapshot(newest).parts['learn']!.tensors['step']!.item());
      age(broken);
    }
    const last = await run(program, broken);
    expect(last.at(-1)).toBe(STEPS);
    // Each life began where the newest checkpoint stood, and most of them got further.
    expect([...lives.slice(1), last].map(life => life[0]! - 1)).toEqual(stood);
    expect(new Set(stood).size).toBeGreaterThan(KILLS / 4);
    expect(readdirSync(broken).filter(name => !name.startsWith('step-'))).toEqual([]);
    expect(readFileSync(latestCheckpoint(broken)!).equals(readFileSync(latestCheckpoint(whole)!))).toBe(true);
  }); // prettier-ignore
});
