import type * as NodeFs from 'node:fs';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { freshFolder } from '../testing/fresh-folder.ts';
import { BEAT_MS, FolderLock } from './folder-lock.ts';

/** The writes that the system has not done, what was closed, and the call that fails. */
const system = vi.hoisted(() => ({ pending: [] as (() => void)[], closed: [] as number[], failing: '' }));

// Test files share their modules: this one needs some that see the mock, and none after it may.
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

vi.mock('node:fs', async original => {
  const real = await original<typeof NodeFs>();
  const failing = <F extends (...given: never[]) => unknown>(name: string, call: F): F =>
    ((...given: Parameters<F>) => {
      if (system.failing === name) throw Object.assign(new Error(`EMFILE, ${name}`), { code: 'EMFILE', syscall: name });
      return call(...given);
    }) as F;
  const write = (descriptor: number, text: string, _: number, done: () => void): void => {
    system.pending.push(() => {
      if (!system.closed.includes(descriptor)) real.writeSync(descriptor, text, 0);
      done();
    });
  };
  const closeSync = (descriptor: number): void => {
    system.closed.push(descriptor);
    real.closeSync(descriptor);
  };
  const [readdirSync, writeSync] = [failing('readdirSync', real.readdirSync), failing('writeSync', real.writeSync)];
  return { ...real, write, closeSync, readdirSync, writeSync };
});

let folder: string;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  folder = freshFolder();
  mkdirSync(join(folder, 'run'));
});
afterEach(() => {
  vi.useRealTimers();
  Object.assign(system, { pending: [], closed: [], failing: '' });
});
const locked = (): FolderLock => new FolderLock(join(folder, 'run'), () => {});

it('a lock that is released while the system is to write a sign of life is closed after that', () => {
  const lock = locked();
  vi.advanceTimersByTime(BEAT_MS);
  const before = system.closed.length;
  lock.release();
  // Closed now, its number could be that of another file by the time of the write.
  expect([system.pending.length, system.closed.length]).toEqual([1, before]);
  system.pending[0]!();
  expect(system.closed).toHaveLength(before + 1);
});

it('signs of life do not pile up while the system does not write', () => {
  const lock = locked();
  vi.advanceTimersByTime(10 * BEAT_MS);
  expect(system.pending).toHaveLength(1);
  system.pending[0]!();
  vi.advanceTimersByTime(BEAT_MS);
  expect(system.pending).toHaveLength(2);
  lock.release();
  system.pending[1]!();
});

it('a sign of life that cannot be written ends no run', () => {
  const lock = locked();
  system.failing = 'writeSync';
  vi.advanceTimersByTime(2 * BEAT_MS);
  expect(() => lock.keepAlive()).not.toThrow();
  system.failing = '';
  lock.checkNow();
  lock.release();
  system.pending[0]!();
});

it('each sign of life is as long as the last one', () => {
  const lock = locked();
  const first = readFileSync(join(folder, 'run', '.thalweg-lock'), 'utf8');
  vi.advanceTimersByTime(BEAT_MS);
  system.pending[0]!();
  const second = readFileSync(join(folder, 'run', '.thalweg-lock'), 'utf8');
  expect([second.length, second.slice(0, 65)]).toEqual([first.length, first.slice(0, 65)]);
  lock.release();
});

it('a lock is left to others where its owner cannot look at the folder', () => {
  system.failing = 'readdirSync';
  expect(locked).toThrow('EMFILE');
  system.failing = '';
  expect(readdirSync(join(folder, 'run'))).toEqual([]);
});
