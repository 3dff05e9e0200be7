import type { Log, VersionedValue } from '@thalweg/log';
import { firstValueFrom } from 'rxjs';
import { expect } from 'vitest';
import type { LogRow } from './log-row.ts';
import { bytesOf, textOf } from '../testing/text.ts';
import { withLog } from '../testing/with-log.ts';
import { withRestart } from '../testing/with-restart.ts';

const presentOf = (log: Log, key: string): Promise<VersionedValue> => firstValueFrom(log.watch(key));

/** A swap with the version of the key wins, and returns a larger one; every other returns `undefined` and writes nothing. */
export async function swapsTheVersionItSaw(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    expect(await log.swap('model', 5, bytesOf('x'))).toBeUndefined();
    const first = (await log.swap('model', 0, bytesOf('first')))!;
    expect(first).toBeGreaterThan(0);
    expect(await presentOf(log, 'model')).toMatchObject({ version: first });
    expect(await log.swap('model', 0, bytesOf('x'))).toBeUndefined();
    expect(await log.swap('model', first + 1, bytesOf('x'))).toBeUndefined();
    const second = (await log.swap('model', first, bytesOf('second')))!;
    expect(second).toBeGreaterThan(first);
    expect(await log.swap('model', first, bytesOf('x'))).toBeUndefined();
    const present = await presentOf(log, 'model');
    expect([present.version, textOf(present)]).toEqual([second, 'second']);
  });
}

/** A key has its own versions, and is no topic. */
export async function keepsKeysApart(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    await log.append('model', bytesOf('an entry'));
    const one = (await log.swap('model', 0, bytesOf('1')))!;
    expect(await log.swap('model.leader', 0, bytesOf('2'))).toBeDefined();
    expect(await log.swap('Model', 0, bytesOf('3'))).toBeDefined();
    expect(await log.swap('model', one, bytesOf('4'))).toBeDefined();
    const texts = await Promise.all(
      ['model', 'model.leader', 'Model'].map(async key => textOf(await presentOf(log, key))),
    );
    expect(texts).toEqual(['4', '2', '3']);
  });
}

/** Of fifty writers that swap the same version, one wins. */
export async function letsOneWin(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    let expected = 0;
    for (let round = 0; round < 4; round++) {
      const swap = (writer: number): Promise<number | undefined> =>
        log.swap('leader', expected, bytesOf(`${round} ${writer}`));
      const won = await Promise.all(Array.from({ length: 50 }, (_, writer) => swap(writer)));
      const winners = won.flatMap((version, writer) => (version === undefined ? [] : [{ version, writer }]));
      expect(winners.length).toBe(1);
      const { version, writer } = winners[0]!;
      expect(version).toBeGreaterThan(expected);
      const present = await presentOf(log, 'leader');
      expect([present.version, textOf(present)]).toEqual([version, `${round} ${writer}`]);
      expected = version;
    }
  });
}

/** Fifty writers that count up one number lose no count. */
export async function losesNoUpdate(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    const versions: number[] = [];
    let version = (await log.swap('count', 0, bytesOf('0')))!;
    const countUp = async (): Promise<void> => {
      for (;;) {
        const present = await presentOf(log, 'count');
        const won = await log.swap('count', present.version, bytesOf(String(Number(textOf(present)) + 1)));
        if (won !== undefined) return void versions.push(won);
      }
    };
    await Promise.all(Array.from({ length: 50 }, countUp));
    const present = await presentOf(log, 'count');
    expect(textOf(present)).toBe('50');
    expect(new Set(versions).size).toBe(50);
    expect(present.version).toBe(Math.max(...versions));
    expect(Math.min(...versions)).toBeGreaterThan(version);
    version = (await log.swap('count', present.version, bytesOf('done')))!;
    expect(version).toBeGreaterThan(present.version);
  });
}

/** It keeps the newest value of each key, and its version. */
export async function keepsKeysOverARestart(row: LogRow): Promise<void> {
  let version = 0;
  await withRestart(
    row,
    async log => {
      for (let count = 0; count < 20; count++) version = (await log.swap('model', version, bytesOf(`${count}`)))!;
      await log.swap('leader', 0, bytesOf('me'));
    },
    async log => {
      const present = await presentOf(log, 'model');
      expect([present.version, textOf(present)]).toEqual([version, '19']);
      expect(textOf(await presentOf(log, 'leader'))).toBe('me');
      expect(await log.swap('model', 0, bytesOf('x'))).toBeUndefined();
      expect(await log.swap('model', version, bytesOf('20'))).toBeGreaterThan(version);
    },
  );
}
