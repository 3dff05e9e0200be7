import { refuteAsync } from '@thalweg/drawn';
import { setTimeout as after } from 'node:timers/promises';
import { memoryLog, type Log, type LogEntry } from '@thalweg/log';
import { bufferCount, concatMap, finalize, map, mergeMap, Observable, take, takeUntil, timer } from 'rxjs';
import { describe, it, onTestFinished } from 'vitest';
import { refusesWrongArguments } from './laws/arguments.ts';
import {
  emitsWhatIsAllowed,
  endsOnceAllIsAllowed,
  failsAsItsDemandDoes,
  letsGoOfItsDemand,
  remembersWhatIsAllowed,
  takesDemandOutOfAnEntry,
} from './laws/demand.ts';
import { refusesEndedEpochs, refusesEndedEpochsAfterARestart } from './laws/epochs.ts';
import {
  knowsIdsAfterARestart,
  knowsIdsByTopic,
  storesAnIdOnce,
  storesOneOfManyAtOnce,
  tellsIdsApart,
} from './laws/idempotence.ts';
import {
  beginsWhereItSays,
  endsWhereTheLogEnded,
  growsWithEachEntry,
  hasOneOrder,
  looksOnWhileOthersWrite,
  readsForEachOnItsOwn,
  tellsTheTime,
} from './laws/order.ts';
import {
  givesBytesBack,
  keepsEveryByte,
  keepsEveryByteOfAKey,
  keepsLargeAndSmallApart,
  SIZES,
} from './laws/payloads.ts';
import { appendsOutOfAnEntry, holdsNothingForWhoHasLeft } from './laws/release.ts';
import { keepsEntriesOverARestart } from './laws/restart.ts';
import { keepsKeysApart, keepsKeysOverARestart, letsOneWin, losesNoUpdate, swapsTheVersionItSaw } from './laws/swap.ts';
import { followsAKey, swapsOutOfAWatch, waitsForAKey } from './laws/watch.ts';
import type { LogRow } from './laws/log-row.ts';
import { entriesOf } from './testing/entries-of.ts';

type Law = (row: LogRow) => Promise<void>;

/** The row of a log in memory of which some functions are others. */
function broken(change: (log: Log) => Partial<Log>): LogRow {
  const open = (): Log => {
    const log = memoryLog();
    const whole: Log = {
      append: (topic, bytes, options) => log.append(topic, bytes, options),
      read: (topics, from, options) => log.read(topics, from, options),
      swap: (key, expected, bytes) => log.swap(key, expected, bytes),
      watch: key => log.watch(key),
    };
    return { ...whole, ...change(log) };
  };
  return { name: 'broken', open: async () => ({ log: open(), close: async () => {} }) };
}

async function refuteAll(row: LogRow, ...laws: readonly Law[]): Promise<void> {
  for (const law of laws) await refuteAsync(() => law(row));
}

/** Reads with each stream changed. */
const reading = (change: (entries$: Observable<LogEntry>) => Observable<LogEntry>): LogRow =>
  broken(log => ({ read: (topics, from, options) => change(log.read(topics, from, options)) }));

describe('the laws of logs fail on a log that', () => {
  it('has another order', () =>
    refuteAll(
      reading(entries$ =>
        entries$.pipe(
          bufferCount(2),
          concatMap(pair => pair.reverse()),
        ),
      ),
      hasOneOrder,
    ));

  it('counts each topic for itself', () => {
    const topics = new Map<string, Log>();
    const logOf = (topic: string): Log => topics.get(topic) ?? topics.set(topic, memoryLog()).get(topic)!;
    const row = broken(() => ({ append: (topic, bytes) => logOf(topic).append(topic, bytes) }));
    return refuteAll(row, growsWithEachEntry);
  });

  it('shows an entry twice', () =>
    refuteAll(
      reading(entries$ => entries$.pipe(mergeMap(entry => [entry, entry]))),
      hasOneOrder,
      looksOnWhileOthersWrite,
      readsForEachOnItsOwn,
    ));

  it('begins one entry late', () =>
    refuteAll(
      broken(log => ({ read: (topics, from, options) => log.read(topics, from + 1, options) })),
      beginsWhereItSays,
    ));

  it('ends a moment after the end', () =>
    refuteAll(
      broken(log => ({ read: (topics, from) => log.read(topics, from).pipe(take(40), takeUntil(timer(20))) })),
      endsWhereTheLogEnded,
    ));

  it('has another time', () =>
    refuteAll(
      reading(entries$ => entries$.pipe(map(entry => ({ ...entry, time: 0 })))),
      tellsTheTime,
    ));

  it('stores an id twice', () =>
    refuteAll(
      broken(log => ({ append: (topic, bytes) => log.append(topic, bytes) })),
      storesAnIdOnce,
      storesOneOfManyAtOnce,
    ));

  it('knows ids, but not at once', () => {
    const row = broken(log => {
      const known = new Map<string, number>();
      const append: Log['append'] = async (topic, bytes, { id = '' } = {}) => {
        const first = known.get(id);
        await after(1);
        const sequence = first ?? (await log.append(topic, bytes));
        known.set(id, sequence);
        return sequence;
      };
      return { append };
    });
    return refuteAll(row, storesOneOfManyAtOnce);
  });

  it('takes different ids for one, or one in different topics', async () => {
    const loose = broken(log => ({
      append: (topic, bytes, { id } = {}) => log.append(topic, bytes, { id: id?.trim().toLowerCase() }),
    }));
    await refuteAll(loose, tellsIdsApart);
    const global = broken(log => {
      const known = new Map<string, Promise<number>>();
      const append: Log['append'] = (topic, bytes, { id } = {}) =>
        (id !== undefined && known.get(id)) || known.set(id!, log.append(topic, bytes)).get(id!)!;
      return { append };
    });
    await refuteAll(global, knowsIdsByTopic);
  });

  it('takes no notice of demand', () =>
    refuteAll(
      broken(log => ({ read: (topics, from, options) => log.read(topics, from, { until: options?.until }) })),
      emitsWhatIsAllowed,
      remembersWhatIsAllowed,
      endsOnceAllIsAllowed,
      failsAsItsDemandDoes,
      letsGoOfItsDemand,
    ));

  it('emits inside of an emission', () => {
    const row = broken(log => ({
      read: (topics, _from, { demand } = {}) =>
        new Observable(subscriber => {
          const entries: LogEntry[] = [];
          let [next, allowed] = [0, 0];
          const emit = (): void => {
            if (allowed <= 0 || next >= entries.length) return;
            allowed--;
            subscriber.next(entries[next++]!);
            emit();
          };
          log.read(topics, 0).subscribe(entry => {
            entries.push(entry);
            emit();
          });
          demand?.subscribe(count => {
            allowed += count;
            emit();
          });
        }),
    }));
    return refuteAll(row, takesDemandOutOfAnEntry);
  });

  it('lets any swap win', () =>
    refuteAll(
      broken(log => {
        const versions = new Map<string, number>();
        const swap: Log['swap'] = async (key, _expected, bytes) => {
          const version = versions.get(key) ?? 0;
          versions.set(key, version + 1);
          return log.swap(key, version, bytes);
        };
        return { swap };
      }),
      swapsTheVersionItSaw,
      letsOneWin,
      losesNoUpdate,
    ));

  it('takes two keys for one', () =>
    refuteAll(
      broken(log => ({
        swap: (key, expected, bytes) => log.swap(key.toLowerCase(), expected, bytes),
        watch: key => log.watch(key.toLowerCase()),
      })),
      keepsKeysApart,
    ));

  it('shows a value twice', async () => {
    const twice = broken(log => ({ watch: key => log.watch(key).pipe(mergeMap(value => [value, value])) }));
    await refuteAll(twice, followsAKey, swapsOutOfAWatch, waitsForAKey);
  });

  it('loses bytes', async () => {
    const cut = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, 2 ** 20);
    const row = broken(log => ({
      append: (topic, bytes, options) => log.append(topic, cut(bytes), options),
      swap: (key, expected, bytes) => log.swap(key, expected, bytes.subarray(0, 1000)),
    }));
    const noRestart = 'the double has none';
    await refuteAll(
      { ...row, noRestart },
      r => keepsEveryByte(r, SIZES),
      keepsLargeAndSmallApart,
      keepsEveryByteOfAKey,
    );
  });

  it('keeps the bytes of the caller instead of a copy', () => {
    const row = broken(log => {
      const kept: Uint8Array[] = [];
      return {
        append: (topic, bytes, options) => {
          kept.push(bytes);
          return log.append(topic, bytes, options);
        },
        read: (topics, from, options) =>
          log.read(topics, from, options).pipe(map(entry => ({ ...entry, bytes: kept[entry.sequence - 1]! }))),
      };
    });
    return refuteAll(row, givesBytesBack);
  });

  it('keeps a timer for readers that have left', () => {
    const timers: NodeJS.Timeout[] = [];
    onTestFinished(() => timers.forEach(clearInterval));
    const row = reading(entries$ => entries$.pipe(finalize(() => timers.push(setInterval(() => {}, 1000)))));
    return refuteAll(row, r => holdsNothingForWhoHasLeft(r, 50));
  });

  it('takes an entry inside of an entry', () => {
    const row = broken(log => {
      const readers: ((entry: LogEntry) => void)[] = [];
      const append: Log['append'] = async (topic, bytes) => {
        const sequence = readers.length;
        for (const reader of readers) reader({ topic, sequence, time: 0, bytes });
        return sequence;
      };
      const read: Log['read'] = () => new Observable(subscriber => void readers.push(entry => subscriber.next(entry)));
      return { ...log, append, read };
    });
    return refuteAll(row, appendsOutOfAnEntry);
  });

  it('lets an epoch write that has ended', () =>
    refuteAll(
      broken(log => ({ append: (topic, bytes, { id } = {}) => log.append(topic, bytes, { id }) })),
      refusesEndedEpochs,
    ));

  it('takes any argument', () =>
    refuteAll(
      broken(() => ({ append: async () => 1 })),
      refusesWrongArguments,
    ));

  it('forgets over a restart', async () => {
    const row: LogRow = {
      name: 'forgetful',
      open: async () => {
        const log = memoryLog();
        // It has its entries again, but for the first, and nothing else.
        const restart = async (): Promise<Log> => {
          const again = memoryLog();
          for (const { topic, bytes } of (await entriesOf(log, ['a', 'b', 'c', 'deltas', 'rounds'])).slice(1))
            await again.append(topic, bytes);
          await again.swap('model', 0, new Uint8Array(0));
          return again;
        };
        return { log, restart, close: async () => {} };
      },
    };
    await refuteAll(
      row,
      keepsEntriesOverARestart,
      keepsKeysOverARestart,
      knowsIdsAfterARestart,
      refusesEndedEpochsAfterARestart,
    );
  });
});
