import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { jsonCodec, readTopic, topic, topicWriter, type LogError } from '@thalweg/log';
import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { freshFolder } from '../testing/fresh-folder.ts';
import { logLines } from '../testing/log-lines.ts';
import { fileLog, type FileLog } from './file-log.ts';
import { framed, FrameScan, KINDS } from './frame.ts';

const bytesOf = (text: string): Uint8Array => Buffer.from(text);
const opening = (text: string, first = 1): Uint8Array[] => [
  ...framed({ kind: KINDS.opening, sequence: first, settled: 0 }, bytesOf(text)),
];
const EMPTY = '{"format":"thalweg-log/1","topics":{}}';
const entry = (sequence: number, epoch = -1): Uint8Array[] => [
  ...framed({ kind: KINDS.entry, sequence, settled: 0, epoch, name: 'a' }, bytesOf(String(sequence))),
];

/** Opens a folder whose only segment has some bytes. */
function openedWith(pieces: readonly Uint8Array[], name = 'entries-0000000000000001.log'): FileLog | LogError {
  const folder = freshFolder();
  writeFileSync(join(folder, name), Buffer.concat(pieces));
  try {
    return fileLog(folder, { sync: 'never' });
  } catch (error) {
    return error as LogError;
  }
}

/** Gives a frame another length, and the checksum that belongs to it. */
function withLength(frame: Uint8Array, length: number): Buffer {
  const bytes = Buffer.from(frame);
  bytes.writeUInt32LE(length, 4);
  bytes.writeUInt32LE(crc32(bytes.subarray(4)), 0);
  return bytes;
}

describe('the opening of a file of entries', () => {
  it.each([
    'no JSON',
    'null',
    '[]',
    '{"format":"thalweg-log/2","topics":{}}',
    '{"format":"thalweg-log/1"}',
    '{"format":"thalweg-log/1","topics":null}',
    '{"format":"thalweg-log/1","topics":[]}',
    '{"format":"thalweg-log/1","topics":{"a":null}}',
    '{"format":"thalweg-log/1","topics":{"a":{"last":-1,"epoch":0}}}',
    '{"format":"thalweg-log/1","topics":{"a":{"last":"1","epoch":0}}}',
    '{"format":"thalweg-log/1","topics":{"a":{"last":1,"epoch":9007199254740991}}}',
    '{"format":"thalweg-log/1","topics":{"__proto__":{"last":1,"epoch":1e300}}}',
    '['.repeat(100_000),
  ])('that says what no log writes is damaged: %.60s', text => {
    expect(openedWith(opening(text))).toMatchObject({ name: 'LogError', reason: 'damaged' });
  });
});

describe('a frame', () => {
  it.each([0, 1, 31, 2 ** 31, 2 ** 32 - 1])('that claims %d bytes is none', async length => {
    const [whole] = entry(1);
    const log = openedWith([...opening(EMPTY), withLength(whole!, length)]) as FileLog;
    expect(await logLines(log, 'a')).toEqual([]);
    await log.close();
  });

  it.each([NaN, -1, 0.5, 2 ** 53, 1e300])('with the sequence %s is none', async sequence => {
    const log = openedWith([...opening(EMPTY), ...entry(sequence)]) as FileLog;
    expect(await logLines(log, 'a')).toEqual([]);
    await log.close();
  });

  it.each([NaN, 2 ** 53 - 1, 1e300, Infinity, 0.5])('with the epoch %s ends no term', async epoch => {
    const log = openedWith([...opening(EMPTY), ...entry(1, 1), ...entry(2, epoch)]) as FileLog;
    expect(await log.append('a', bytesOf('3'), { epoch: 1 })).toBe(3);
    await expect(log.append('a', bytesOf('x'), { epoch: 0 })).rejects.toMatchObject({ reason: 'deposed' });
    await expect(log.append('a', bytesOf('x'), { epoch: 2 ** 40 })).rejects.toMatchObject({ reason: 'invalid' });
    await log.close();
  });

  it('with the largest sequence is none: there would be no next one', () => {
    const last = Number.MAX_SAFE_INTEGER;
    const refused = openedWith([...opening(EMPTY, last), ...entry(last)], `entries-${last}.log`);
    expect(refused).toMatchObject({ name: 'LogError', reason: 'damaged' });
  });
});

it('looks through frames inside each other a bounded number of times', () => {
  const count = 20_000;
  const heads = Buffer.alloc(40 * count);
  for (let i = 0; i < count; i++) {
    heads.writeUInt32LE(40 * (count - i) - 8, 40 * i + 4);
    heads.writeUInt8(KINDS.entry, 40 * i + 8);
    heads.writeUInt32LE(1, 40 * i + 12);
  }
  const path = join(freshFolder(), 'frames');
  writeFileSync(path, heads);
  let reads = 0;
  const scan = new FrameScan(path, () => reads++);
  expect(scan.isSettled(0)).toBe(true);
  expect(reads).toBeLessThan(100);
  scan.close();
});

it('passes over an entry that was damaged while the log is open, where damage is skipped', async () => {
  const folder = freshFolder();
  const log = fileLog(folder);
  const numbers = topic('a', jsonCodec<number>());
  const writer = topicWriter(log, numbers, { producer: 'p' });
  for (const value of [111, 222, 333]) await writer.append(value);
  const [name] = readdirSync(folder).filter(one => one.startsWith('entries-'));
  const path = join(folder, name!);
  const bytes = readFileSync(path);
  bytes[bytes.indexOf('222')]! ^= 1;
  writeFileSync(path, bytes);
  const read = (onDamaged: 'skip' | 'error'): Promise<number[]> =>
    lastValueFrom(readTopic(log, numbers, { until: 'end', onDamaged }).pipe(toArray())).then(all =>
      all.map(({ value }) => value),
    );
  expect(await read('skip')).toEqual([111, 333]);
  await expect(read('error')).rejects.toMatchObject({ reason: 'damaged', sequence: 2 });
  await log.close();
});

describe('a file of keys', () => {
  const value = (version: number): Uint8Array[] => [
    ...framed({ kind: KINDS.value, sequence: version, settled: 0, name: '__proto__' }, bytesOf('x')),
  ];
  const openedKeys = (pieces: readonly Uint8Array[]): FileLog | LogError => openedWith(pieces, 'keys.log');

  it.each([Number.MAX_SAFE_INTEGER, NaN, -1])('with the version %s has not that value', async version => {
    const log = openedKeys([...opening(''), ...value(version)]) as FileLog;
    expect(await log.swap('__proto__', 0, bytesOf('y'))).toBe(1);
    await log.close();
  });

  it('of no frame is damaged', () => {
    expect(openedKeys([bytesOf('{"keys":{}}')])).toMatchObject({ name: 'LogError', reason: 'damaged' });
    expect(openedKeys([])).toMatchObject({ name: 'LogError', reason: 'damaged' });
  });
});
