import { LogError, type Log } from '@thalweg/log';
import { ContractError } from '@thalweg/tensor';
import { expect } from 'vitest';
import type { LogRow } from './log-row.ts';
import { entriesOf } from '../testing/entries-of.ts';
import { bytesOf } from '../testing/text.ts';
import { withLog } from '../testing/with-log.ts';

const bytes = bytesOf('x');
const NAMES: readonly unknown[] = [
  '',
  '.',
  'a.',
  '.a',
  'a..b',
  'a b',
  'a/b',
  '../a',
  'a*',
  'a>',
  'ä',
  'x'.repeat(201),
  7,
  null,
  undefined,
];

type Call = (log: Log, wrong: never) => unknown;
const calls: readonly (readonly [call: Call, wrong: readonly unknown[]])[] = [
  [(log, topic) => log.append(topic, bytes), NAMES],
  [(log, payload) => log.append('a', payload), ['x', [1, 2], new ArrayBuffer(2), new Float32Array(1), null, undefined]],
  [(log, id) => log.append('a', bytes, { id }), ['', 'x'.repeat(201), 7, null]],
  [(log, epoch) => log.append('a', bytes, { epoch }), [-1, 0.5, NaN, Infinity, 2 ** 48 + 1, '1', null]],
  [(log, key) => log.swap(key, 0, bytes), NAMES],
  [(log, expected) => log.swap('a', expected, bytes), [-1, 0.5, NaN, Infinity, '0', null, undefined]],
  [(log, payload) => log.swap('a', 0, payload), ['x', new ArrayBuffer(2), null, undefined]],
  [(log, key) => log.watch(key), NAMES],
  [(log, topic) => log.read(topic, 0), [...NAMES, [], ['a', ''], ['a', 7]]],
  [(log, from) => log.read('a', from), [-1, 0.5, NaN, Infinity, '0', null, undefined]],
  [(log, until) => log.read('a', 0, { until }), ['start', 7, null]],
  [(log, unreadable) => log.read('a', 0, { unreadable }), ['skip', 7, null]],
];

/** Wrong arguments are errors that say what must be given; streams are refused when they are asked for. */
export async function refusesWrongArguments(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    for (const [call, wrong] of calls)
      for (const value of wrong) {
        const error = await refusalOf(() => call(log, value as never));
        expect(error, `${String(call)} with ${String(value)}`).toBeInstanceOf(LogError);
        expect((error as LogError).reason).toBe('invalid');
      }
    const typo = { untl: 'end' } as never;
    expect(await refusalOf(() => log.append('a', bytes, typo))).toBeInstanceOf(ContractError);
    expect(await refusalOf(() => log.read('a', 0, typo))).toBeInstanceOf(ContractError);
    expect(await entriesOf(log, 'a')).toEqual([]);
    expect(await log.append('a.b_c-9', bytes, { id: '→ anything', epoch: 0 })).toBeGreaterThan(0);
  });
}

/** Returns what is thrown, now or later; `undefined` if nothing is. */
async function refusalOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error;
  }
}
