import { mkdirSync, readdirSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LogError } from '@thalweg/log';
import { ContractError } from '@thalweg/tensor';
import { firstValueFrom, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { age } from '../testing/age.ts';
import { freshFolder } from '../testing/fresh-folder.ts';
import { logLines } from '../testing/log-lines.ts';
import { fileLog } from './file-log.ts';
import { segmentPath } from './segment-files.ts';

const bytesOf = (text: string): Uint8Array => Buffer.from(text);

/** The path that a descriptor of this process has open; empty if it was closed meanwhile. */
function openPath(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return '';
  }
}

describe('fileLog', () => {
  it('stores what waits when it is closed, and gives nothing after', async () => {
    const folder = join(freshFolder(), 'new', 'log');
    const log = fileLog(folder);
    const errors: unknown[] = [];
    const error = (given: unknown): unknown => errors.push(given);
    log.read('a', 0).subscribe({ error });
    log.watch('key').subscribe({ error });
    const waiting = Array.from({ length: 20 }, (_, i) => log.append('a', bytesOf(String(i))));
    const swapped = log.swap('key', 0, bytesOf('x'));
    await Promise.all([log.close(), log.close()]);
    expect(await Promise.all(waiting)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(await swapped).toBe(1);
    log.read('a', 0).subscribe({ error });
    log.watch('key').subscribe({ error });
    expect(errors).toMatchObject(Array.from({ length: 4 }, () => ({ reason: 'closed', subject: folder })));
    await expect(log.append('a', bytesOf('x'))).rejects.toMatchObject({ reason: 'closed' });
    await expect(log.swap('key', 1, bytesOf('x'))).rejects.toMatchObject({ reason: 'closed' });
    expect(readdirSync(folder)).toEqual(['entries-0000000000000001.log', 'keys.log']);
    const again = fileLog(folder);
    expect((await logLines(again, 'a')).length).toBe(20);
    await again.close();
  });

  it('has its folder for itself', async () => {
    const folder = freshFolder();
    const log = fileLog(folder);
    expect(() => fileLog(folder)).toThrow(LogError);
    expect(() => fileLog(folder)).toThrow(/thalweg-.*: a folder must have one run at a time/);
    await log.close();
    await fileLog(folder).close();
  });

  it('acknowledges nothing once another process has taken the folder, and leaves it alone', async () => {
    const folder = freshFolder();
    const stalled = fileLog(folder, { segmentBytes: 100 });
    await stalled.append('a', bytesOf('one'));
    await stalled.swap('key', 0, bytesOf('one'));
    age(folder);
    const owner = fileLog(folder);
    await owner.append('a', bytesOf('two'));
    for (let i = 0; i < 5; i++)
      await expect(stalled.append('a', bytesOf('stale'.repeat(20)))).rejects.toMatchObject({ reason: 'unavailable' });
    await expect(stalled.swap('key', 1, bytesOf('stale'))).rejects.toMatchObject({ reason: 'unavailable' });
    await owner.append('a', bytesOf('three'));
    expect(await owner.swap('key', 1, bytesOf('two'))).toBe(2);
    await stalled.close();
    await owner.close();
    const again = fileLog(folder);
    expect(await logLines(again, 'a')).toEqual(['a 1 one', 'a 2 two', 'a 3 three']);
    expect(Buffer.from((await firstValueFrom(again.watch('key'))).bytes).toString()).toBe('two');
    await again.close();
  });

  it('rejects while it cannot begin a file, and goes on when it can', async () => {
    const folder = freshFolder();
    const log = fileLog(folder, { segmentBytes: 100 });
    await log.append('a', bytesOf('x'.repeat(100)));
    // A folder has the name of the next file.
    mkdirSync(join(segmentPath(folder, 2), 'in the way'), { recursive: true });
    for (const id of ['w/1', 'w/2'])
      await expect(log.append('a', bytesOf('late'), { id })).rejects.toMatchObject({ reason: 'unavailable' });
    rmSync(segmentPath(folder, 2), { recursive: true });
    expect(await log.append('a', bytesOf('late'), { id: 'w/1' })).toBe(2);
    expect((await logLines(log, 'a')).length).toBe(2);
    await log.close();
  });

  it('says what is wrong with a folder that it cannot have', () => {
    const path = join(freshFolder(), 'file');
    writeFileSync(path, 'no folder');
    expect(() => fileLog(path)).toThrow(
      /file: the log must be readable and writable, got E\w+.*\. Check the free disk/,
    );
  });

  it('writes its keys anew before the file is large', async () => {
    const folder = freshFolder();
    const log = fileLog(folder, { sync: 'never' });
    const value = new Uint8Array(50_000).fill(1);
    let largest = 0;
    for (let version = 0; version < 200; version++) {
      expect(await log.swap('model', version, value.fill(version))).toBe(version + 1);
      largest = Math.max(largest, statSync(join(folder, 'keys.log')).size);
    }
    expect(largest).toBeGreaterThan(2 ** 20);
    expect(largest).toBeLessThan(2 ** 20 + 2 * value.length);
    await log.close();
    const again = fileLog(folder);
    expect(await firstValueFrom(again.watch('model'))).toMatchObject({ version: 200, bytes: value });
    await again.close();
  });

  it('remembers so many ids of each topic, and at most twice as many', async () => {
    const log = fileLog(freshFolder(), { ids: 10, sync: 'never' });
    for (let i = 1; i <= 100; i++) await log.append('a', bytesOf('x'), { id: `w/${i}` });
    for (let i = 91; i <= 100; i++) expect(await log.append('a', bytesOf('x'), { id: `w/${i}` })).toBe(i);
    expect(await log.append('a', bytesOf('x'), { id: 'w/80' })).toBe(101);
    await log.close();
  });

  it.skipIf(process.platform !== 'linux')(
    'holds a file for each reader, and none for those that have left',
    async () => {
      const folder = freshFolder();
      const log = fileLog(folder, { segmentBytes: 100 });
      const files = (): number =>
        readdirSync('/proc/self/fd').filter(name => openPath(name).startsWith(`${folder}/`)).length;
      for (let i = 0; i < 10; i++) await log.append('a', bytesOf('x'.repeat(50)));
      const own = files();
      const seen: number[] = [];
      const readers = Array.from({ length: 5 }, () =>
        log.read('a', 0).subscribe(({ sequence }) => seen.push(sequence)),
      );
      await expect.poll(() => seen.length).toBe(50);
      expect(files()).toBe(own + 5);
      for (const reader of readers) reader.unsubscribe();
      log.read('a', 0).subscribe().unsubscribe();
      expect((await logLines(log, 'a')).length).toBe(10);
      await expect.poll(() => files()).toBe(own);
      log.read('a', 0).subscribe({ error: () => {} });
      await log.close();
      await expect.poll(() => files()).toBe(0);
    },
  );

  it.each([
    [{ sync: 'sometimes' }, "fileLog: sync must be 'always', 'batch' or 'never', got 'sometimes'. Try 'always'."],
    [{ segmentBytes: 0 }, 'fileLog: segmentBytes must be a whole number from 1 to 2147483648, got 0. Try 100_000.'],
    [{ ids: 1.5 }, 'fileLog: ids must be a whole number from 1, got 1.5. Try 100_000.'],
    [{ keep: { entries: -1 } }, 'fileLog: keep.entries must be a whole number from 1, got -1. Try 100_000.'],
    [{ keep: { bytes: NaN } }, 'fileLog: keep.bytes must be a whole number from 1, got NaN. Try 100_000.'],
    [{ keeps: {} }, /keep/],
    [{ keep: { entry: 1 } }, /entries/],
  ])('refuses wrong options in words: %j', (options, message) => {
    const folder = freshFolder();
    expect(() => fileLog(folder, options as never)).toThrow(message);
    expect(() => fileLog(folder, options as never)).toThrow(ContractError);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('serves a reader that allows the next entry a moment after each one', async () => {
    const log = fileLog(freshFolder());
    for (const text of ['1', '2', '3', '4']) await log.append('a', bytesOf(text));
    const demand = new Subject<number>();
    const seen: number[] = [];
    const reading = log.read('a', 0, { demand }).subscribe(({ sequence }) => {
      seen.push(sequence);
      void Promise.resolve().then(() => demand.next(1));
    });
    demand.next(1);
    await expect.poll(() => seen).toEqual([1, 2, 3, 4]);
    reading.unsubscribe();
    await log.close();
  });
});
