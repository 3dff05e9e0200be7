import { readdirSync } from 'node:fs';
import type { LogEntry } from '@thalweg/log';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { freshFolder } from '../testing/fresh-folder.ts';
import { logLines } from '../testing/log-lines.ts';
import { fileLog, type FileLog } from './file-log.ts';

const bytesOf = (text: string): Uint8Array => Buffer.from(text);
const filesIn = (folder: string): number => readdirSync(folder).filter(name => name.startsWith('entries-')).length;

async function appended(log: FileLog, topic: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await log.append(topic, bytesOf('x'.repeat(58)));
}

describe('fileLog({ keep })', () => {
  // An entry of topic `a` has 40 + 1 + 58 bytes, about a tenth of a file.
  it.each([
    ['entries', { entries: 25 }],
    ['bytes', { bytes: 25 * 99 }],
    ['whichever is less', { entries: 25, bytes: 1e9 }],
    ['whichever is less ', { entries: 1e9, bytes: 25 * 99 }],
  ])('keeps at least so many %s, and drops whole files beyond', async (_, keep) => {
    const folder = freshFolder();
    const log = fileLog(folder, { keep, segmentBytes: 990 });
    await appended(log, 'a', 100);
    const kept = await logLines(log, 'a');
    expect(kept.length).toBeGreaterThanOrEqual(25);
    expect(kept.length).toBeLessThanOrEqual(25 + 2 * 10);
    expect(kept.at(-1)).toMatch(/^a 100 /);
    expect(filesIn(folder)).toBeLessThanOrEqual(5);
    const first = 101 - kept.length;
    await expect(logLines(log, 'a', first - 1)).rejects.toMatchObject({ reason: 'trimmed' });
    expect(await logLines(log, 'a', first)).toEqual(kept);
    await log.close();
    const again = fileLog(folder, { keep: { entries: 1 } });
    expect((await logLines(again, 'a')).length).toBeLessThanOrEqual(20);
    await expect(logLines(again, 'a', first)).rejects.toMatchObject({ reason: 'trimmed' });
    await again.close();
  });

  it('has trimmed nothing for the reader of a topic without new entries, also after a restart', async () => {
    const folder = freshFolder();
    let log = fileLog(folder, { keep: { entries: 10 }, segmentBytes: 500 });
    await appended(log, 'rare', 1);
    const seen: number[] = [];
    const errors: unknown[] = [];
    const observer = { next: ({ sequence }: LogEntry) => seen.push(sequence), error: (e: unknown) => errors.push(e) };
    const subscription = log.read('rare', 1).subscribe(observer);
    await expect.poll(() => seen).toEqual([1]);
    await appended(log, 'a', 50);
    await appended(log, 'rare', 1);
    await expect.poll(() => seen).toEqual([1, 52]);
    subscription.unsubscribe();
    await appended(log, 'a', 50);
    await log.close();
    log = fileLog(folder);
    expect(await logLines(log, 'rare', 53)).toEqual([]);
    await expect(logLines(log, 'rare', 52)).rejects.toMatchObject({ reason: 'trimmed' });
    expect(await logLines(log, 'rare')).toEqual([]);
    expect(errors).toEqual([]);
    await log.close();
  });

  it('fails a reader that was left behind, and no other', async () => {
    const log = fileLog(freshFolder(), { keep: { entries: 10 }, segmentBytes: 500 });
    const demand = new Subject<number>();
    const seen: number[] = [];
    const errors: unknown[] = [];
    await appended(log, 'a', 30);
    const first = 31 - (await logLines(log, 'a')).length;
    log.read('a', 0, { demand }).subscribe({ next: ({ sequence }) => seen.push(sequence), error: e => errors.push(e) });
    demand.next(1);
    await expect.poll(() => seen).toEqual([first]);
    await appended(log, 'a', 100);
    demand.next(1000);
    await expect.poll(() => errors).toMatchObject([{ reason: 'trimmed' }]);
    // It had the file that it was reading.
    expect(seen).toEqual(seen.map((_, i) => first + i));
    expect(seen.length).toBeLessThan(20);
    await log.close();
  });
});
