import type * as NodeFs from 'node:fs';
import { readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LogError } from '@thalweg/log';
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fileLog, type FileLog } from '../index.ts';
import { freshFolder } from '../testing/fresh-folder.ts';

/** The fault of the disk: the error that writing to it gives, and whether new files can be created. */
const disk = vi.hoisted(() => ({ code: undefined as string | undefined, creates: true }));

// Test files share their modules: this one needs some that see the mock, and none after it may.
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

vi.mock('node:fs', async original => {
  const real = await original<typeof NodeFs>();
  const fault = (call: string): Error =>
    Object.assign(new Error(`${disk.code}: cannot write, ${call}`), { code: disk.code, syscall: call });
  const failing = <F extends (...given: never[]) => unknown>(name: string, call: F): F =>
    ((...given: Parameters<F>) => {
      const creates = name === 'mkdirSync' || (name === 'openSync' && /[wx]/.test(String((given as unknown[])[1])));
      if (disk.code !== undefined && (creates ? !disk.creates : name !== 'openSync')) throw fault(name);
      return call(...given);
    }) as F;
  const names = ['openSync', 'mkdirSync', 'writeFileSync', 'writeSync', 'renameSync'] as const;
  return { ...real, ...Object.fromEntries(names.map(name => [name, failing(name, real[name] as never)])) };
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const texts = async (log: FileLog): Promise<string[]> =>
  (await lastValueFrom(log.read('t', 1, { until: 'end' }).pipe(toArray()))).map(entry =>
    new TextDecoder().decode(entry.bytes),
  );

let folder: string;
beforeEach(async () => {
  folder = join(freshFolder(), 'log');
  const log = fileLog(folder);
  for (const text of ['one', 'two']) await log.append('t', bytes(text));
  await log.swap('key', 0, bytes('value'));
  await log.close();
});
afterEach(() => void Object.assign(disk, { code: undefined, creates: true }));

it.each([
  ['full', 'ENOSPC', true],
  ['full, without room for names', 'ENOSPC', false],
  ['over its quota', 'EDQUOT', true],
  ['only read', 'EROFS', false],
  ['of another user', 'EACCES', false],
] as const)('a log on a disk that is %s is read, and says why nothing is appended', async (_, code, creates) => {
  const before = readdirSync(folder);
  Object.assign(disk, { code, creates });
  const log = fileLog(folder);
  expect(await texts(log)).toEqual(['one', 'two']);
  expect(new TextDecoder().decode((await firstValueFrom(log.watch('key'))).bytes)).toBe('value');
  const refusal = { reason: 'unavailable', given: expect.stringContaining(code) as string };
  await expect(log.append('t', bytes('three'))).rejects.toMatchObject(refusal);
  await expect(log.swap('key', 1, bytes('more'))).rejects.toMatchObject(refusal);
  await log.close();
  await expect(log.append('t', bytes('three'))).rejects.toMatchObject({ reason: 'closed' });
  expect(readdirSync(folder)).toEqual(before);
  disk.code = undefined;
  const again = fileLog(folder);
  expect(await again.append('t', bytes('three'))).toBe(3);
  expect(await texts(again)).toEqual(['one', 'two', 'three']);
  await again.close();
});

it('is not read beside a process that has it, and is when that one died', async () => {
  const lock = join(folder, '.thalweg-lock');
  writeFileSync(lock, 'a'.repeat(32));
  Object.assign(disk, { code: 'ENOSPC', creates: true });
  expect(() => fileLog(folder)).toThrow('a folder must have one run at a time');
  const time = new Date(statSync(lock).mtimeMs - 7000);
  utimesSync(lock, time, time);
  const log = fileLog(folder);
  expect(await texts(log)).toEqual(['one', 'two']);
  await log.close();
  rmSync(lock);
});

it('a folder that cannot be created is no empty log', () => {
  const missing = join(folder, 'missing');
  Object.assign(disk, { code: 'ENOSPC', creates: false });
  expect(() => fileLog(missing)).toThrow(LogError);
  expect(readdirSync(folder)).not.toContain('missing');
});
