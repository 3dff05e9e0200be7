import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { foldIn, randomInteger } from '@thalweg/tensor';
import { killKey } from './fault-runs.ts';
import type { Started } from './program.ts';

/** The characters of a lock's token, which its sign of life follows. */
const TOKEN = 32;

/** Makes the lock of a killed run as old as if somebody had waited for it to die: it has no sign of life but its time. */
export function ageLock(folder: string): void {
  const lock = join(folder, '.thalweg-lock');
  const written = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
  if (written === undefined) return;
  writeFileSync(lock, readFileSync(lock).subarray(0, TOKEN));
  utimesSync(lock, (written - 60_000) / 1000, (written - 60_000) / 1000);
}

/** Returns the step of the newest checkpoint in a folder, by its name; 0 if there is none. */
export function savedStep(folder: string): number {
  const names = statSync(folder, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(folder);
  return Math.max(0, ...names.map(name => Number(/^step-(\d+)\.safetensors$/.exec(name)?.[1] ?? 0)));
}

/** A run that is killed again and again. */
export interface KilledOften {
  /** The name of the test, by which the moments are drawn. */
  readonly test: string;
  readonly kills: number;
  /** The steps between two checkpoints. */
  readonly every: number;
  /** The folder of its checkpoints. */
  readonly folder: string;
  /** Starts the program: from the newest checkpoint, if its step is not 0. */
  readonly start: (step: number) => Started;
}

/** The most checkpoints that a life sees, and the milliseconds that it goes on after that. */
const MOST_SEEN = 4;
const LONGEST_MS = 120;
/** The milliseconds within which a program is killed that has hardly begun. */
const START_MS = 1500;

/**
 * Kills a program at random moments: as it begins, between two checkpoints, and while one is written. Resolves to the steps where it
 * stood after each kill, once it was killed so often or has ended before.
 */
export async function killedOften({ test, kills, every, folder, start }: KilledOften): Promise<readonly number[]> {
  const draw = (what: string, life: number, below: number): number =>
    randomInteger(foldIn(killKey(test), what), life, below);
  const stood: number[] = [];
  for (let life = 0; life < kills; life++) {
    const from = savedStep(folder);
    const { child, ended } = start(from);
    const seen = life % 4 === 3 ? 0 : 1 + draw('seen', life, MOST_SEEN);
    if (seen === 0) await after(draw('early', life, START_MS));
    while (savedStep(folder) < from + seen * every && child.exitCode === null) await after(1);
    await after(draw('wait', life, LONGEST_MS));
    child.kill('SIGKILL');
    const { code, err } = await ended;
    if (code !== null) {
      if (code !== 0) throw new Error(`the program ended by itself: ${err}`);
      return stood;
    }
    stood.push(savedStep(folder));
    ageLock(folder);
  }
  return stood;
}

/** Kills a program as soon as a name appears in a folder that matches a pattern. Resolves to false if none did before its end. */
export async function killedAt(pattern: RegExp, folder: string, { child, ended }: Started): Promise<boolean> {
  const isThere = (): boolean => readdirSync(folder).some(name => pattern.test(name));
  // Without a pause between two looks: a small file is written within a millisecond.
  while (!isThere() && child.exitCode === null) await new Promise(resolve => setImmediate(resolve));
  child.kill('SIGKILL');
  return (await ended).code === null;
}
