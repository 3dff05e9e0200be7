import { execFileSync } from 'node:child_process';
import type * as NodeFs from 'node:fs';
import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { firstValueFrom } from 'rxjs';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fileLog, type FileLog } from '../index.ts';
import { age } from '../testing/age.ts';
import { freshFolder } from '../testing/fresh-folder.ts';
import { logLines } from '../testing/log-lines.ts';

/** A callback before a file is synced, once, and the number of times that the lock cannot be looked at. */
const host = vi.hoisted(() => ({ beforeSync: undefined as (() => void) | undefined, unreadable: 0 }));

// Test files share their modules: this one needs some that see the mock, and none after it may.
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

vi.mock('node:fs', async original => {
  const real = await original<typeof NodeFs>();
  const fsyncSync: typeof real.fsyncSync = descriptor => {
    const stalled = host.beforeSync;
    host.beforeSync = undefined;
    stalled?.();
    return real.fsyncSync(descriptor);
  };
  const readFileSync = ((...given: Parameters<typeof real.readFileSync>) => {
    if (basename(String(given[0])) === '.thalweg-lock' && host.unreadable > 0) {
      host.unreadable--;
      throw Object.assign(new Error('EMFILE: too many open files, open'), { code: 'EMFILE', syscall: 'open' });
    }
    return real.readFileSync(...given);
  }) as typeof real.readFileSync;
  return { ...real, fsyncSync, readFileSync };
});

const bytesOf = (text: string): Uint8Array => Buffer.from(text);
let folder: string;
beforeEach(() => void (folder = join(freshFolder(), 'log')));
afterEach(() => void Object.assign(host, { beforeSync: undefined, unreadable: 0 }));

describe('a lock that cannot be looked at for a moment', () => {
  it('refuses what is appended then, and nothing that is appended later is lost', async () => {
    const log = fileLog(folder);
    expect(await log.append('a', bytesOf('one'), { id: '1' })).toBe(1);
    host.unreadable = 1;
    await expect(log.append('a', bytesOf('two'), { id: '2' })).rejects.toMatchObject({ reason: 'unavailable' });
    expect(await log.append('a', bytesOf('two'), { id: '2' })).toBe(2);
    expect(await log.append('a', bytesOf('three'), { id: '3' })).toBe(3);
    const lines = ['a 1 one', 'a 2 two', 'a 3 three'];
    expect(await logLines(log, 'a')).toEqual(lines);
    await log.close();
    const again = fileLog(folder);
    expect(await logLines(again, 'a')).toEqual(lines);
    await again.close();
  });

  it('refuses a swap, whose key can be swapped later', async () => {
    const log = fileLog(folder);
    host.unreadable = 1;
    await expect(log.swap('key', 0, bytesOf('one'))).rejects.toMatchObject({ reason: 'unavailable' });
    expect(await log.swap('key', 0, bytesOf('two'))).toBe(1);
    await log.close();
    const again = fileLog(folder);
    expect(Buffer.from((await firstValueFrom(again.watch('key'))).bytes).toString()).toBe('two');
    await again.close();
  });
});

describe('a writer that stood still while another process took its folder over', () => {
  let other: FileLog;
  const takeOver = (work: (log: FileLog) => void) => (): void => {
    age(folder);
    work((other = fileLog(folder, { sync: 'never' })));
  };

  it('replaces no file of entries that the other one has written', async () => {
    const log = fileLog(folder, { segmentBytes: 1 });
    await log.append('a', bytesOf('one'));
    let appended: Promise<number> | undefined;
    host.beforeSync = takeOver(other => void (appended = other.append('a', bytesOf('two'))));
    await expect(log.append('a', bytesOf('lost'))).rejects.toThrow('the lock in the folder must be that of this run');
    expect(await appended).toBe(2);
    await log.close().catch(() => undefined);
    await other.close();
    const again = fileLog(folder);
    expect(await logLines(again, 'a')).toEqual(['a 1 one', 'a 2 two']);
    await again.close();
  });

  it('replaces no keys that the other one has written', async () => {
    const log = fileLog(folder, { sync: 'never' });
    const large = new Uint8Array(700_000);
    for (let version = 0; version < 4; version++) await log.swap('key', version, large.fill(version));
    let swapped: Promise<number | undefined> | undefined;
    host.beforeSync = takeOver(other => void (swapped = other.swap('key', 4, bytesOf('five'))));
    await expect(log.swap('key', 4, bytesOf('lost'))).rejects.toThrow(
      'the lock in the folder must be that of this run',
    );
    expect(await swapped).toBe(5);
    await log.close().catch(() => undefined);
    await other.close();
    const again = fileLog(folder);
    expect(Buffer.from((await firstValueFrom(again.watch('key'))).bytes).toString()).toBe('five');
    await again.close();
  });
});

it.runIf(process.platform !== 'win32').each(['entries-0000000000000001.log', 'keys.log'])(
  'a pipe in place of %s is refused, and nobody waits for it',
  async name => {
    await fileLog(folder).close();
    rmSync(join(folder, name));
    execFileSync('mkfifo', [join(folder, name)]);
    expect(() => fileLog(folder)).toThrow(/it must be a file, got a pipe or a device/);
    expect(readdirSync(folder)).not.toContain('.thalweg-lock');
  },
);
