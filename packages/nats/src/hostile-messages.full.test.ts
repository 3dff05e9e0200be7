/** @module-tag nats */
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import {
  fromLog,
  jsonCodec,
  LogError,
  readTopic,
  topic,
  topicWriter,
  type DroppedCounts,
  type Log,
} from '@thalweg/log';
import { lastValueFrom, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { natsLog } from './nats-log.ts';
import type { NatsLog } from './log/open-log.ts';
import { startNatsServer, type NatsServer } from './server/start-nats-server.ts';

const numbers = topic('numbers', jsonCodec<number>());
const keyed = topic('numbers', jsonCodec<number>(), { seal: { key: new Uint8Array(32).fill(7) } });
const reasonOf = (error: unknown): unknown => (error instanceof LogError ? error.reason : error);

let server: NatsServer;
let stranger: NatsConnection;
let names = 0;

beforeAll(async () => {
  server = await startNatsServer();
  stranger = await connect({ servers: server.url });
});
afterAll(async () => {
  await stranger.close();
  await server.stop();
});

const opened = (): Promise<NatsLog> => natsLog({ servers: server.url, name: `log-${++names}` });

/** Writes a message as somebody who knows the subjects of the log. */
function publish(
  subject: string,
  payload: string | Uint8Array,
  fields: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const all = headers();
  for (const [name, value] of Object.entries(fields)) all.append(name, value);
  return jetstream(stranger).publish(`log-${names}.${subject}`, payload, { headers: all });
}

async function present(log: Log, from = numbers): Promise<[number[], DroppedCounts | undefined]> {
  let counts: DroppedCounts | undefined;
  const all$ = readTopic(log, from, { until: 'end', onDamaged: 'skip', onDropped: now => (counts = now) });
  return [(await lastValueFrom(all$.pipe(toArray()))).map(({ value }) => value), counts];
}

const HOSTILE: readonly (readonly [subject: string, payload: string])[] = [
  ['numbers.x', 'hello'],
  ['numbers.long', 'hello'],
  ['numbers.p', 'hello'],
  ['numbers.c', '{{{'],
  ['numbers.c', 'null'],
  ['numbers.c', '{"length":1e15,"sequences":[]}'],
  ['numbers.c', '{"length":3e9,"sequences":[1]}'],
  ['numbers.c', '{"length":5,"sequences":[1e9]}'],
  ['numbers.c', '{"length":5,"sequences":[-1,0.5,"x",null]}'],
  ['numbers.c', '{"length":5,"sequences":[1]}'],
  ['numbers.e', 'hello'],
];

describe('messages of somebody who knows the subjects', () => {
  it('are damage, each of which a reader passes over, also after a restart', async () => {
    const log = await opened();
    const writer = topicWriter(log, numbers, { producer: 'a' });
    const values: number[] = [];
    for (const [i, [subject, payload]] of HOSTILE.entries()) {
      await writer.append(i);
      values.push(i);
      await publish(subject, payload);
    }
    await publish('numbers.e', '{"length":5,"sequences":[1e9]}', { 'Thalweg-Chunked': 'true' });
    await writer.append(99);
    expect(await present(log)).toEqual([[...values, 99], { duplicates: 0, deposed: 0, damaged: HOSTILE.length + 1 }]);
    const iterator = fromLog(log, numbers, { onDamaged: 'skip' }).open();
    for (const value of values.slice(0, 5)) expect(await iterator.next()).toBe(value);
    const { offset } = iterator;
    iterator.close();
    const again = fromLog(log, numbers, { onDamaged: 'skip' }).open(offset);
    for (const value of [...values.slice(5), 99]) expect(await again.next()).toBe(value);
    again.close();
    await log.close();
  });

  it.each(HOSTILE)(
    'are an error with the reason damaged for a reader that skips none: %s %s',
    async (subject, payload) => {
      const log = await opened();
      await publish(subject, payload);
      const read = lastValueFrom(readTopic(log, numbers, { until: 'end' })).catch(reasonOf);
      expect(await read).toBe('damaged');
      await log.close();
    },
  );

  it.each(['numbers.x', 'numbers.c', 'numbers.p'])(
    'are passed over in one reading of the log, or a few, if there are 3,000: %s',
    async subject => {
      const log = await opened();
      const writer = topicWriter(log, numbers, { producer: 'a' });
      await writer.append(1);
      for (let i = 0; i < 3000; i += 250)
        await Promise.all(Array.from({ length: 250 }, () => publish(subject, 'hello')));
      await writer.append(2);
      let readings = 0;
      const read: NatsLog['read'] = (...given) => {
        readings++;
        return log.read(...given);
      };
      const counted = { append: log.append.bind(log), swap: log.swap.bind(log), watch: log.watch.bind(log), read };
      expect(await present(counted)).toEqual([[1, 2], { duplicates: 0, deposed: 0, damaged: 3000 }]);
      expect(readings).toBeLessThan(subject === 'numbers.p' ? 1000 : 2);
      await log.close();
    },
  );

  it('end no term, whatever epoch they say', async () => {
    const log = await opened();
    const writer = topicWriter(log, numbers, { producer: 'leader', epoch: 1 });
    await writer.append(1);
    await publish('numbers.e', 'hello', { 'Thalweg-Epoch': '9007199254740991' });
    await writer.append(2);
    await publish('numbers.e', 'hello', { 'Thalweg-Epoch': '2', 'Thalweg-Seal': 'x' });
    const other = await natsLog({ servers: server.url, name: `log-${names}` });
    await topicWriter(other, numbers, { producer: 'second', epoch: 1 }).append(3);
    await topicWriter(other, numbers, { producer: 'next', epoch: 2 }).append(4);
    expect(await writer.append(5).catch(reasonOf)).toBe('deposed');
    expect(await present(log)).toEqual([[1, 2, 3, 4], { duplicates: 0, deposed: 0, damaged: 2 }]);
    await Promise.all([log.close(), other.close()]);
  });

  it('do not depose for longer than they are there', async () => {
    const log = await opened();
    const writer = topicWriter(log, numbers, { producer: 'leader', epoch: 1 });
    await writer.append(1);
    const sequence = await log.append('numbers', new Uint8Array(3), { epoch: 2 });
    expect(await writer.append(2).catch(reasonOf)).toBe('deposed');
    await (await jetstreamManager(stranger)).streams.deleteMessage(`log-${names}`, sequence);
    await writer.append(2, { count: 2 });
    expect((await present(log))[0]).toEqual([1, 2]);
    await log.close();
  });

  it('neither depose, nor come, nor stop a reader of a topic with a key', async () => {
    const log = await opened();
    const leader = topicWriter(log, keyed, { producer: 'leader', epoch: 1 });
    await leader.append(1);
    for (const [subject, payload] of HOSTILE) await publish(subject, payload);
    await topicWriter(log, numbers, { producer: 'leader', epoch: 2 }).append(666);
    await leader.append(2);
    await topicWriter(log, keyed, { producer: 'next', epoch: 2 }).append(3);
    await leader.append(4);
    const damaged = HOSTILE.length + 1;
    expect(await present(log, keyed)).toEqual([[1, 2, 3], { duplicates: 0, deposed: 1, damaged }]);
    await log.close();
  });
});

it('refuses an entry above 1 GiB before anything is sent', async () => {
  const log = await opened();
  const large = { length: 2 ** 30 + 1 };
  Object.setPrototypeOf(large, Uint8Array.prototype);
  expect(await log.append('numbers', large as Uint8Array).catch(reasonOf)).toBe('invalid');
  await log.close();
});
