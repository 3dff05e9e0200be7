import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LogError } from '@thalweg/log';
import { lastValueFrom, tap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { crashCopy } from '../testing/crash-copy.ts';
import { freshFolder } from '../testing/fresh-folder.ts';
import { logLines } from '../testing/log-lines.ts';
import { fileLog, type FileLog } from './file-log.ts';

const bytesOf = (text: string): Uint8Array => Buffer.from(text);
const filesIn = (folder: string): string[] =>
  readdirSync(folder).filter(name => name.startsWith('entries-')).map(name => join(folder, name)); // prettier-ignore

/** A closed log with two files of two entries. */
async function closedFolder(): Promise<{ folder: string; lines: string[] }> {
  const folder = freshFolder();
  const log = fileLog(folder, { segmentBytes: 80 });
  for (let count = 1; count <= 4; count++) await log.append('a', bytesOf(`entry ${count}`), { id: `w/${count}` });
  await log.swap('model', 0, bytesOf('value'));
  await log.swap('model', 1, bytesOf('next value'));
  const lines = await logLines(log, 'a');
  await log.close();
  expect(filesIn(folder).length).toBe(2);
  return { folder, lines };
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at]! ^= 1 << (at % 8);
  writeFileSync(path, bytes);
}

/** Opens a log; returns the error if it is refused. */
function opened(folder: string): FileLog | LogError {
  try {
    return fileLog(folder, { sync: 'never' });
  } catch (error) {
    return error as LogError;
  }
}

describe('a file log with one bit that is another', () => {
  it('is refused when it is opened, with file and byte, or has all that was acknowledged', async () => {
    const { folder, lines } = await closedFolder();
    let [refused, unharmed] = [0, 0];
    for (const file of [...filesIn(folder), join(folder, 'keys.log')]) {
      const size = readFileSync(file).length;
      for (let at = 0; at < size; at++) {
        const copy = crashCopy(folder);
        const path = join(copy, basename(file));
        flip(path, at);
        const log = opened(copy);
        if (log instanceof LogError) {
          refused++;
          expect(log.reason).toBe('damaged');
          expect(log.subject).toBe(path);
          expect(Number(/byte (\d+)/.exec(log.given)![1])).toBeLessThanOrEqual(at);
        } else {
          unharmed++;
          expect(await logLines(log, 'a')).toEqual(lines);
          expect(await log.swap('model', 2, bytesOf('x'))).toBe(3);
          await log.close();
        }
      }
    }
    // The marks at the end of two files say nothing of themselves.
    expect(unharmed).toBe(2 * 40);
    expect(refused).toBeGreaterThan(400);
  }, 60_000);

  it('ends a reading with an error when it changes while the log is open, after what comes before', async () => {
    const folder = freshFolder();
    const log = fileLog(folder);
    for (let count = 1; count <= 4; count++) await log.append('a', bytesOf(`entry ${count}`));
    const [path] = filesIn(folder) as [string];
    const at = readFileSync(path).indexOf('entry 3');
    flip(path, at);
    const seen: number[] = [];
    const reading$ = log.read('a', 0).pipe(tap(({ sequence }) => seen.push(sequence)));
    const error = await lastValueFrom(reading$).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(LogError);
    expect(error).toMatchObject({ reason: 'damaged', subject: path });
    expect(String(error)).toMatch(
      /: the file must have the bytes that were written, got others at byte \d+\. Restore it from a copy; or delete it with all older files, whose entries then count as trimmed\.$/,
    );
    expect(seen).toEqual([1, 2]);
    await log.close();
  });
});

describe('a file log without one of its files', () => {
  it('has trimmed the entries of its oldest ones, and knows the epochs of their writers', async () => {
    const folder = freshFolder();
    const log = fileLog(folder, { segmentBytes: 80 });
    for (let epoch = 1; epoch <= 6; epoch++) await log.append('a', bytesOf(`entry ${epoch}`), { epoch });
    for (let count = 1; count <= 4; count++) await log.append('b', bytesOf('late'));
    await log.close();
    for (const path of filesIn(folder).slice(0, 3)) rmSync(path);
    const rest = fileLog(folder);
    expect(await logLines(rest, ['a', 'b'])).toEqual(['b 7 late', 'b 8 late', 'b 9 late', 'b 10 late']);
    await expect(logLines(rest, 'a', 6)).rejects.toMatchObject({ reason: 'trimmed' });
    await expect(rest.append('a', bytesOf('x'), { epoch: 5 })).rejects.toMatchObject({ reason: 'deposed' });
    expect(await rest.append('a', bytesOf('x'), { epoch: 6 })).toBe(11);
    await rest.close();
  });

  it('is refused if it is not one of the oldest', async () => {
    const folder = freshFolder();
    const log = fileLog(folder, { segmentBytes: 1 });
    for (let count = 1; count <= 3; count++) await log.append('a', bytesOf(`entry ${count}`));
    await log.close();
    const [first, second] = filesIn(folder) as [string, string];
    rmSync(second);
    expect(opened(folder)).toMatchObject({ reason: 'damaged', subject: first });
  });
});
