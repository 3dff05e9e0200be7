import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { latestCheckpoint } from '@thalweg/node';
import { ageLock } from '@thalweg/programs/killed-often';
import { figuresIn, startProgram } from '@thalweg/programs/program';
import { afterAll, beforeAll, expect, it } from 'vitest';

const main = new URL('main.ts', import.meta.url);

/** Four epochs of 10 steps. */
const SMALL = ['--digits', '640', '--epochs', '4', '--save-every', '5', '--json'];
const STEPS = 40;

interface Figures {
  readonly testAccuracy: number;
  readonly finalLoss: number;
  readonly steps: number;
}

const figuresOf = (...options: string[]): Promise<Figures> => figuresIn<Figures>(startProgram(main, options).ended);
const stateIn = (folder: string): Buffer => readFileSync(latestCheckpoint(folder)!);
const stepIn = (folder: string): number => Number(/step-0*(\d+)/.exec(latestCheckpoint(folder) ?? '')?.[1] ?? 0);

let root: string;
let whole: Figures;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'augmented-'));
  whole = await figuresOf(...SMALL, '--workers', '0', '--save', join(root, 'whole'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it.each([
  { workers: 1, after: 3, step: 5 },
  { workers: 3, after: 1, step: 15 },
])('a run with $workers that is killed after step $step goes on with $after to the bits of one without', async ({ workers, after, step }) => {
  const folder = join(root, `${workers}`);
  const { child, ended } = startProgram(main, [...SMALL, '--workers', `${workers}`, '--save', folder]);
  while (stepIn(folder) < step) await new Promise(resolve => setTimeout(resolve, 5));
  child.kill('SIGKILL');
  await ended;
  ageLock(folder);
  expect(stepIn(folder)).toBeLessThan(STEPS);
  expect(await figuresOf('--resume', folder, '--workers', `${after}`, '--json')).toEqual(whole);
  expect(whole.steps).toBe(STEPS);
  expect(stateIn(folder).equals(stateIn(join(root, 'whole')))).toBe(true);
}); // prettier-ignore
