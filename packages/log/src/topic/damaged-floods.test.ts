import { lastValueFrom, map, Observable, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { memoryLog } from '../memory/memory-log.ts';
import type { Log, LogEntry } from '../port/log.ts';
import { LogError } from '../port/log-error.ts';
import { readPast } from '../port/read-past.ts';
import { jsonCodec } from './json-codec.ts';
import type { DroppedCounts } from './message.ts';
import { readTopic } from './read-topic.ts';
import { topic } from './topic.ts';
import { topicWriter } from './topic-writer.ts';

const numbers = topic('numbers', jsonCodec<number>());
const FLOOD = 2000;

/** A log whose topic has values between damaged entries, and that counts how often it is read. */
async function flooded(change: (entry: LogEntry, reading: number) => LogEntry = entry => entry) {
  const log = memoryLog();
  const writer = topicWriter(log, numbers, { producer: 'a' });
  await writer.append(1);
  for (let i = 0; i < FLOOD; i++) await log.append('numbers', Uint8Array.of(i, i >> 8));
  await writer.append(2);
  let readings = 0;
  const read: Log['read'] = (topics, from, options) => {
    const reading = ++readings;
    return log.read(topics, from, options).pipe(map(entry => change(entry, reading)));
  };
  const counted: Log = { append: log.append.bind(log), swap: log.swap.bind(log), watch: log.watch.bind(log), read };
  return { log: counted, readings: () => readings };
}

async function valuesOf(log: Log): Promise<[number[], DroppedCounts | undefined]> {
  let counts: DroppedCounts | undefined;
  const all$ = readTopic(log, numbers, { until: 'end', onDamaged: 'skip', onDropped: now => (counts = now) });
  return [(await lastValueFrom(all$.pipe(toArray()))).map(({ value }) => value), counts];
}

it('passes over a flood of damaged entries in few readings of the log', async () => {
  const { log, readings } = await flooded();
  expect(await valuesOf(log)).toEqual([[1, 2], { duplicates: 0, deposed: 0, damaged: FLOOD }]);
  expect(readings()).toBeLessThan(FLOOD / 20);
});

it('reads what was damaged on the way within a flood again, and gives it', async () => {
  const { log } = await flooded((entry, reading) => {
    if (entry.sequence !== FLOOD + 2 || reading % 4 !== 0) return entry;
    return { ...entry, bytes: entry.bytes.map((byte, i) => (i === 40 ? byte ^ (reading % 256 || 1) : byte)) };
  });
  expect((await valuesOf(log))[0]).toEqual([1, 2]);
});

it('passes over entries that the log says it cannot read, without another reading', async () => {
  const { log, readings } = await flooded(entry => {
    const why = new LogError('damaged', 'read', 'an entry must be whole', 'half', 'Skip it.', entry);
    return entry.bytes.length > 2 ? entry : { ...entry, bytes: new Uint8Array(0), unreadable: why };
  });
  expect(await valuesOf(log)).toEqual([[1, 2], { duplicates: 0, deposed: 0, damaged: FLOOD }]);
  expect(readings()).toBe(1);
  const past = await lastValueFrom(readPast(log, 'numbers', 0, { until: 'end' }).pipe(toArray()));
  expect([past.map(({ sequence }) => sequence), readings()]).toEqual([[1, FLOOD + 2], 2]);
  await expect(lastValueFrom(readTopic(log, numbers, { until: 'end' }))).rejects.toMatchObject({ reason: 'damaged' });
});

it('passes over entries of a log that ends its reading at each, as one may', async () => {
  const { log } = await flooded();
  const ending: Log = {
    ...log,
    read: (topics, from, options) =>
      new Observable(subscriber =>
        log.read(topics, from, options).subscribe({
          next: entry => {
            if (entry.bytes.length > 2) return subscriber.next(entry);
            subscriber.error(new LogError('damaged', 'read', 'an entry must be whole', 'half', 'Skip it.', entry));
          },
          complete: () => subscriber.complete(),
        }),
      ),
  };
  expect(await valuesOf(ending)).toEqual([[1, 2], { duplicates: 0, deposed: 0, damaged: FLOOD }]);
});
