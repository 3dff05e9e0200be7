import type * as NodeFs from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { restore } from '@thalweg/train';
import { lastValueFrom, Observable } from 'rxjs';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { checkpoint, FileError, latestCheckpoint, readSnapshot } from './index.ts';
import { counter, countIn } from './testing/counter.ts';
import { freshFolder } from './testing/fresh-folder.ts';

/** The call of the file system that fails, among those with a name. */
const disk = vi.hoisted(() => ({ failing: '', at: Infinity, calls: 0 }));

// Test files share their modules: this one needs some that see the mock, and none after it may.
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

vi.mock('node:fs/promises', async original => {
  const real = await original<typeof NodeFs>();
  const check = (name: string): void => {
    if (disk.failing === name && ++disk.calls === disk.at)
      throw Object.assign(new Error(`EIO: i/o error, ${name}`), { code: 'EIO', syscall: name });
  };
  const failing = (name: 'rename' | 'readdir' | 'readFile' | 'rm') => {
    const call = real[name] as (...given: unknown[]) => Promise<unknown>;
    return async (...given: unknown[]) => {
      check(name);
      return call(...given);
    };
  };
  const open = async (...given: Parameters<typeof real.open>): Promise<NodeFs.FileHandle> => {
    check('open');
    const handle = await real.open(...given);
    for (const name of ['write', 'sync'] as const) {
      const call = handle[name].bind(handle) as (...given: unknown[]) => Promise<unknown>;
      Object.assign(handle, {
        [name]: async (...given: unknown[]) => {
          check(name);
          return call(...given);
        },
      });
    }
    return handle;
  };
  const [rename, readdir, readFile, rm] = (['rename', 'readdir', 'readFile', 'rm'] as const).map(failing);
  return { ...real, open, rename, readdir, readFile, rm };
});

afterEach(() => void Object.assign(disk, { failing: '', at: Infinity, calls: 0 }));

/** Emits steps, each when the checkpoint of the one before is there. */
function steps(part: ReturnType<typeof counter>, folder: string, to: number): Observable<{ step: number }> {
  return new Observable(subscriber => {
    void (async () => {
      for (let step = part.count + 1; step <= to && !subscriber.closed; step++) {
        part.count = step;
        subscriber.next({ step });
        while (!subscriber.closed && !(latestCheckpoint(folder) ?? '').endsWith(`${step}.safetensors`))
          await new Promise(setImmediate);
      }
      subscriber.complete();
    })();
  });
}

it.each(['open', 'write', 'sync', 'rename', 'readdir', 'rm', 'readFile'])('a run whose call of %s fails, whichever, ends with what it has saved, and goes on from there', async failing => {
  let failed = 0;
  for (let at = 1; ; at++) {
    const folder = join(freshFolder(), 'run');
    const part = counter(0, 1000);
    const learn = (to: number): Promise<unknown> =>
      lastValueFrom(steps(part, folder, to).pipe(checkpoint({ part }, { every: 1, keep: 2, path: folder })));
    Object.assign(disk, { failing, at, calls: 0 });
    const error: unknown = await learn(5).catch((error: unknown) => error);
    const isOver = disk.calls < at;
    Object.assign(disk, { failing: '', at: Infinity });
    if (error instanceof Error) {
      expect(error).toBeInstanceOf(FileError);
      expect(error.message).toContain('EIO');
      failed++;
    }
    // Nothing of what was tried is left, and the folder is free.
    expect(readdirSync(folder).filter(name => !name.startsWith('step-')), `call ${at} of ${failing}`).toEqual([]);
    if (latestCheckpoint(folder) === undefined) part.count = 0;
    else {
      const kept = readSnapshot(folder);
      expect(countIn(kept)).toBeGreaterThanOrEqual(part.count - 1);
      restore({ part }, kept);
    }
    await learn(7);
    expect(countIn(readSnapshot(folder))).toBe(7);
    expect(readdirSync(folder)).toHaveLength(2);
    if (isOver) break;
  }
  expect(failed).toBeGreaterThan(2);
}); // prettier-ignore
