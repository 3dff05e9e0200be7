import { createHash } from 'node:crypto';
import type { Log } from '@thalweg/log';
import { fillUniform, key } from '@thalweg/tensor';
import { firstValueFrom } from 'rxjs';
import { expect } from 'vitest';
import type { LogRow } from './log-row.ts';
import { entriesOf } from '../testing/entries-of.ts';
import { withLog } from '../testing/with-log.ts';
import { withRestart } from '../testing/with-restart.ts';

const MEGABYTE = 1 << 20;

/** Bytes that nobody guesses, other ones for each seed. */
function payload(size: number, seed: number): Uint8Array {
  const words = fillUniform(new Float32Array(Math.ceil(size / 4) + 1), key(seed));
  return new Uint8Array(words.buffer, 1, size);
}

const times = (count: number, byte: number): number[] => Array.from({ length: count }, () => byte);

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Returns the size and the digest of each payload of a topic. */
async function digestsOf(log: Log, topic: string): Promise<string[]> {
  const entries = await entriesOf(log, topic);
  return entries.map(({ bytes }) => `${bytes.length} ${digestOf(bytes)}`);
}

/** Every byte of a payload comes back, whatever its size. */
export async function keepsEveryByte(row: LogRow, sizes: readonly number[]): Promise<void> {
  const all = sizes.map((size, seed) => payload(size, seed));
  const expected = all.map(bytes => `${bytes.length} ${digestOf(bytes)}`);
  const write = async (log: Log): Promise<void> => {
    for (const bytes of all) await log.append('blocks', bytes);
    expect(await digestsOf(log, 'blocks')).toEqual(expected);
  };
  const look = async (log: Log): Promise<void> => expect(await digestsOf(log, 'blocks')).toEqual(expected);
  if (row.noRestart === undefined) await withRestart(row, write, look);
  else await withLog(row, ({ log }) => write(log));
}

/** Sizes of the fast laws, on both sides of what brokers take in one message. */
export const SIZES: readonly number[] = [0, 1, 255, 65_536, MEGABYTE - 1, MEGABYTE, MEGABYTE + 1];

/** Sizes of the slow laws. */
export const LARGE_SIZES: readonly number[] = [0, 64 * MEGABYTE, 1, 9_999_999];

/** Large and small payloads that are appended at once keep their bytes, and the order of their sequences. */
export async function keepsLargeAndSmallApart(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    const all = Array.from({ length: 12 }, (_, i) => payload(i % 3 === 0 ? 2 * MEGABYTE + i : i, i));
    const appended = all.map(async bytes => ({ sequence: await log.append('blocks', bytes), digest: digestOf(bytes) }));
    const expected = (await Promise.all(appended)).sort((a, b) => a.sequence - b.sequence);
    const entries = await entriesOf(log, 'blocks');
    expect(entries.map(({ sequence, bytes }) => ({ sequence, digest: digestOf(bytes) }))).toEqual(expected);
  });
}

/** Once it has stored bytes, they are the caller's again. */
export async function givesBytesBack(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    const bytes = new Uint8Array(16);
    for (let count = 1; count <= 5; count++) {
      await log.append('blocks', bytes.fill(count).subarray(count));
      bytes.fill(255);
    }
    await log.swap('model', 0, bytes.fill(9));
    bytes.fill(255);
    const entries = await entriesOf(log, 'blocks');
    expect(entries.map(entry => [...entry.bytes])).toEqual([1, 2, 3, 4, 5].map(n => times(16 - n, n)));
    expect([...(await firstValueFrom(log.watch('model'))).bytes]).toEqual(times(16, 9));
  });
}

/** A key may hold no byte, and a hundred thousand. */
export async function keepsEveryByteOfAKey(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    let version = 0;
    for (const size of [0, 1, 100_000, 0]) {
      const bytes = payload(size, size);
      version = (await log.swap('model', version, bytes))!;
      const present = await firstValueFrom(log.watch('model'));
      expect([present.version, present.bytes.length]).toEqual([version, size]);
      expect(digestOf(present.bytes)).toBe(digestOf(bytes));
    }
  });
}
