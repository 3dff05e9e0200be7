import type * as NodeFs from 'node:fs';
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { freshFolder } from '../testing/fresh-folder.ts';
import { takeLock } from './folder-lock.ts';

/** The process that is simulated: it is killed before a call of the file system, and calls nothing after that. */
const taker = vi.hoisted(() => ({ calls: 0, killedAt: Infinity, isWatched: false, full: false }));

class Killed extends Error {}

// Test files share their modules: this one needs some that see the mock, and none after it may.
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

vi.mock('node:fs', async original => {
  const real = await original<typeof NodeFs>();
  const watched = <F extends (...given: never[]) => unknown>(name: string, call: F): F =>
    ((...given: Parameters<F>) => {
      if (taker.isWatched && ++taker.calls >= taker.killedAt) throw new Killed(name);
      if (taker.full && (name === 'writeFileSync' || name === 'writeSync'))
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
      return call(...given);
    }) as F;
  const names = [
    'openSync',
    'closeSync',
    'writeFileSync',
    'readFileSync',
    'fstatSync',
    'renameSync',
    'rmSync',
  ] as const;
  return { ...real, ...Object.fromEntries(names.map(name => [name, watched(name, real[name] as never)])) };
});

beforeEach(() => void Object.assign(taker, { calls: 0, killedAt: Infinity, isWatched: false, full: false }));

const TOKEN = '0123456789abcdef'.repeat(2);
const lockIn = (folder: string): string => join(folder, '.thalweg-lock');
const tokenIn = (folder: string): string => readFileSync(lockIn(folder), 'utf8').slice(0, 32);
const take = (folder: string, token: string): void => takeLock(folder, lockIn(folder), token);

/** Makes all files of a folder older than the sign of life of a dead run, by the clocks of the disk and of the machine. */
function grow(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const time = new Date(statSync(path).mtimeMs - 7000);
    writeFileSync(path, older(readFileSync(path, 'utf8'), 7000));
    utimesSync(path, time, time);
  }
}

/** Returns a sign of life as it was so many milliseconds before. */
function older(sign: string, milliseconds: number): string {
  return sign.replace(/\d{15}$/, time => String(Number(time) - milliseconds).padStart(15, '0'));
}

/** Returns a folder with the lock of a run that died long ago. */
function deadFolder(token: string): string {
  const folder = join(freshFolder(), 'run');
  mkdirSync(folder);
  writeFileSync(lockIn(folder), token);
  grow(folder);
  return folder;
}

/** Takes the lock by a process that is killed before its n-th call. Returns false if it had fewer. */
function killed(folder: string, nth: number): boolean {
  Object.assign(taker, { calls: 0, killedAt: nth, isWatched: true });
  try {
    take(folder, 'b'.repeat(32));
    return false;
  } catch (error) {
    if (error instanceof Killed) return true;
    throw error;
  } finally {
    taker.isWatched = false;
  }
}

describe('the next run gets a lock', () => {
  it.each([TOKEN, ''])('after one was killed at any step of the take-over of %j', dead => {
    let steps = 0;
    for (let nth = 1; ; nth++) {
      const folder = deadFolder(dead);
      if (!killed(folder, nth)) break;
      steps++;
      grow(folder);
      take(folder, 'c'.repeat(32));
      expect(tokenIn(folder), `killed before call ${nth}`).toBe('c'.repeat(32));
      expect(() => take(folder, 'd'.repeat(32))).toThrow('a folder must have one run at a time');
    }
    expect(steps).toBeGreaterThan(15);
  });

  it.each([TOKEN, ''])('after eight in a row were killed at the take-over of %j, each at another step', dead => {
    for (let first = 8; first <= 20; first++) {
      const folder = deadFolder(dead);
      for (let run = 0; run < 8; run++) {
        killed(folder, first + run);
        grow(folder);
      }
      take(folder, 'c'.repeat(32));
      expect(tokenIn(folder)).toBe('c'.repeat(32));
    }
  });

  it('after six seconds, if the one that was killed had shown life, and says so', () => {
    const folder = deadFolder(TOKEN);
    let nth = 1;
    while (killed(folder, nth) && !readdirSync(folder).includes(`.thalweg-${TOKEN}.tmp`)) nth++;
    expect(() => take(folder, 'c'.repeat(32))).toThrow(/showed life 0\.\d s ago.*try again in 6 s/);
    grow(folder);
    take(folder, 'c'.repeat(32));
  });
});

it('leaves no lock on a disk that is full', () => {
  const folder = join(freshFolder(), 'run');
  mkdirSync(folder);
  taker.full = true;
  expect(() => take(folder, 'c'.repeat(32))).toThrow('ENOSPC');
  expect(readdirSync(folder)).toEqual([]);
});

describe('the clock of the disk is set while a run has a lock, whose time is then', () => {
  it.each([-86_400_000, -7000, 7000, 86_400_000])('%d ms older: it stays that of the run', milliseconds => {
    const folder = join(freshFolder(), 'run');
    mkdirSync(folder);
    take(folder, TOKEN);
    const time = new Date(statSync(lockIn(folder)).mtimeMs - milliseconds);
    utimesSync(lockIn(folder), time, time);
    expect(() => take(folder, 'c'.repeat(32))).toThrow(/showed life 0\.\d s ago.*try again in 6 s/);
    expect(tokenIn(folder)).toBe(TOKEN);
  });

  it.each([-86_400_000, 86_400_000])('%d ms older: it is taken over when the run has died', milliseconds => {
    const folder = join(freshFolder(), 'run');
    mkdirSync(folder);
    take(folder, TOKEN);
    writeFileSync(lockIn(folder), older(readFileSync(lockIn(folder), 'utf8'), 6000));
    const time = new Date(statSync(lockIn(folder)).mtimeMs - milliseconds);
    utimesSync(lockIn(folder), time, time);
    take(folder, 'c'.repeat(32));
    expect(tokenIn(folder)).toBe('c'.repeat(32));
  });

  it.each([
    ['of another machine', (sign: string) => sign.replace(/ [\da-f]{32} /, ` ${'0'.repeat(32)} `)],
    ['from before the machine was started again', (sign: string) => sign.replace(/\d{15}$/, '9'.repeat(15))],
    ['of a version that wrote its token alone', (sign: string) => sign.slice(0, 32)],
  ])('and says nothing of the clock of this machine, for one %s: the disk decides', (_, changed) => {
    const folder = join(freshFolder(), 'run');
    mkdirSync(folder);
    take(folder, TOKEN);
    writeFileSync(lockIn(folder), changed(readFileSync(lockIn(folder), 'utf8')));
    expect(() => take(folder, 'c'.repeat(32))).toThrow('a folder must have one run at a time');
    const time = new Date(statSync(lockIn(folder)).mtimeMs - 7000);
    utimesSync(lockIn(folder), time, time);
    take(folder, 'c'.repeat(32));
    expect(tokenIn(folder)).toBe('c'.repeat(32));
  });
});
