import { takenRows } from '@thalweg/drawn';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { crashCopy } from '../testing/crash-copy.ts';
import { freshFolder } from '../testing/fresh-folder.ts';
import { logLines } from '../testing/log-lines.ts';
import { fileLog } from './file-log.ts';

/** More than the bytes that are torn. */
const MOST = 500;
const TOPICS = ['a', 'b'];
const bytesOf = (text: string): Uint8Array => Buffer.from(text);
const entriesFile = (folder: string): string =>
  join(folder, readdirSync(folder).filter(name => name.startsWith('entries-')).at(-1)!); // prettier-ignore

/** A log of which the process ended, with six entries of which each was acknowledged before the next. */
async function crashed() {
  const folder = freshFolder();
  const log = fileLog(folder);
  const ends: number[] = [];
  for (const [i, text] of ['one', 'two', '', 'four', 'fünf', 'six'].entries()) {
    await log.append(TOPICS[i % 2]!, bytesOf(text), { id: `w/${i}`, epoch: i });
    ends.push(readFileSync(entriesFile(folder)).length);
  }
  const lines = await logLines(log, TOPICS);
  const copy = crashCopy(folder);
  await log.close();
  return { folder: copy, path: entriesFile(copy), lines, ends };
}

describe('a file log whose process ended', () => {
  /** Numbers of bytes that are left behind those that stay whole. */
  const sizes = takenRows('bytes of torn files', [...Array(MOST).keys()]);

  it('has what was acknowledged when the last three entries are torn at any byte, and goes on', async () => {
    const { folder, path, lines, ends } = await crashed();
    const whole = readFileSync(path);
    expect(whole.length).toBe(ends.at(-1));
    expect(whole.length - ends[2]!).toBeLessThan(MOST);
    for (const size of sizes.map(more => ends[2]! + more).filter(size => size <= whole.length)) {
      const torn = crashCopy(folder);
      truncateSync(entriesFile(torn), size);
      const count = ends.filter(end => end <= size).length;
      const log = fileLog(torn, { sync: 'never' });
      expect(await logLines(log, TOPICS)).toEqual(lines.slice(0, count));
      // An entry that is there is known by its id, one that was torn is not.
      for (const i of [3, 4, 5].slice(0, count - 3))
        expect(await log.append(TOPICS[i % 2]!, bytesOf('x'), { id: `w/${i}` })).toBe(i + 1);
      expect(await log.append('a', bytesOf('new'))).toBe(count + 1);
      await log.close();
      if (size % 7 > 0) continue;
      const again = fileLog(torn);
      expect(await logLines(again, TOPICS)).toEqual([...lines.slice(0, count), `a ${count + 1} new`]);
      await again.close();
    }
  }, 60_000);

  it('drops the last entry if its bytes were not all written, whichever are missing', async () => {
    const { folder, path, lines, ends } = await crashed();
    const whole = readFileSync(path);
    for (let at = ends[4]!; at < whole.length; at += 5) {
      const torn = crashCopy(folder);
      // As after a failure of power: the size is there, some bytes are not.
      writeFileSync(entriesFile(torn), Buffer.from(whole).fill(0, at));
      const log = fileLog(torn, { sync: 'never' });
      expect(await logLines(log, TOPICS)).toEqual(lines.slice(0, 5));
      await log.close();
    }
  });

  it('has the newest values of its keys when the last is torn at any byte', async () => {
    const folder = freshFolder();
    const log = fileLog(folder);
    await log.swap('model', 0, bytesOf('first'));
    await log.swap('model', 1, bytesOf('second'));
    const whole = readFileSync(join(folder, 'keys.log')).length;
    await log.swap('model', 2, bytesOf('third'));
    const copy = crashCopy(folder);
    await log.close();
    const end = readFileSync(join(copy, 'keys.log')).length;
    expect(end).toBeGreaterThan(whole);
    expect(end - whole).toBeLessThan(MOST);
    for (const size of sizes.map(more => whole + more).filter(size => size <= end)) {
      const torn = crashCopy(copy);
      truncateSync(join(torn, 'keys.log'), size);
      const again = fileLog(torn, { sync: 'never' });
      const { version, bytes } = await firstValueFrom(again.watch('model'));
      expect([version, Buffer.from(bytes).toString()]).toEqual(size < end ? [2, 'second'] : [3, 'third']);
      expect(await again.swap('model', version, bytesOf('next'))).toBe(version + 1);
      await again.close();
    }
  });

  it('is opened again and again before anything is written', async () => {
    const { folder, lines } = await crashed();
    for (let time = 0; time < 5; time++) {
      const log = fileLog(crashCopy(folder));
      expect(await logLines(log, TOPICS)).toEqual(lines);
      await log.close();
      const same = fileLog(folder);
      await same.close();
    }
    // A file without entries is replaced by the next.
    expect(readdirSync(folder).filter(name => name.startsWith('entries-')).length).toBe(2);
  });
});
