/** @module-tag nats */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '@nats-io/transport-node';
import { LogError, type LogEntry, type VersionedValue } from '@thalweg/log';
import { firstValueFrom, map, Subject, take, toArray, type Observable } from 'rxjs';
import { DiscardPolicy, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { startFaultyProxy } from '@thalweg/programs/faulty-proxy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { natsLog } from './nats-log.ts';
import type { NatsLogOptions } from './log/nats-log-options.ts';
import type { NatsLog } from './log/open-log.ts';
import { startNatsServer, type NatsServer } from './server/start-nats-server.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = ({ bytes }: { readonly bytes: Uint8Array }): string => new TextDecoder().decode(bytes);
const reasonOf = (error: unknown): unknown => (error instanceof LogError ? error.reason : error);

let server: NatsServer;
let names = 0;

beforeAll(async () => void (server = await startNatsServer()));
afterAll(() => server.stop());

/** Opens a log with a name of its own. */
function opened(options?: NatsLogOptions): Promise<NatsLog> {
  return natsLog({ servers: server.url, name: `log-${++names}`, ...options });
}

/** Calls a function with the API of the server. */
async function managed<T>(call: (manager: JetStreamManager) => Promise<T>): Promise<T> {
  const connection = await connect({ servers: server.url });
  const result = await call(await jetstreamManager(connection));
  await connection.close();
  return result;
}

function textsOf(log: NatsLog, topic: string, from = 0): Promise<string[]> {
  return firstValueFrom(log.read(topic, from, { until: 'end' }).pipe(toArray())).then(all => all.map(textOf));
}

/** Returns a value of a key in the form of an entry, so that it can be followed. */
function asEntry({ version, bytes }: VersionedValue): LogEntry {
  return { topic: '', sequence: version, time: 0, bytes };
}

/** Subscribes and returns what came, and a promise of so many items or of an error. */
function follow(source$: Observable<LogEntry>, count: number): { texts: string[]; done: Promise<void>; leave(): void } {
  const texts: string[] = [];
  let leave = (): void => {};
  const done = new Promise<void>((resolve, reject) => {
    const subscription = source$.subscribe({
      next: entry => texts.push(textOf(entry)) === count && resolve(),
      error: reject,
    });
    leave = () => subscription.unsubscribe();
  });
  return { texts, done, leave };
}

describe('natsLog', () => {
  it('writes and reads on, each entry once, over crashes of the server', async () => {
    const log = await opened();
    const reader = follow(log.read('a', 0), 400);
    const expected = Array.from({ length: 400 }, (_, i) => String(i));
    const written: Promise<number>[] = [];
    for (const [i, text] of expected.entries()) {
      written.push(log.append('a', bytesOf(text), { id: text }));
      if (i % 100 !== 50) continue;
      await written[i - 25];
      await server.kill();
      await server.restart();
    }
    const sequences = await Promise.all(written);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    await reader.done;
    expect(reader.texts).toEqual(expected);
    expect(await textsOf(log, 'a')).toEqual(expected);
    reader.leave();
    await log.close();
  });

  it('says that it is not known whether an entry was stored, and stores it once', async () => {
    const log = await opened({ patience: 300 });
    await server.kill();
    expect(await log.append('a', bytesOf('x'), { id: '1' }).catch(reasonOf)).toBe('unavailable');
    expect(await log.swap('key', 0, bytesOf('x')).catch(reasonOf)).toBe('unavailable');
    await server.restart();
    const patient = await natsLog({ servers: server.url, name: `log-${names}` });
    await patient.append('a', bytesOf('x'), { id: '1' });
    await patient.append('a', bytesOf('x'), { id: '1' });
    expect(await textsOf(patient, 'a')).toEqual(['x']);
    await Promise.all([log.close(), patient.close()]);
  });

  it('lets the server refuse an epoch that has ended, also if its writer has not heard of it', async () => {
    const [old, young] = [await opened(), await natsLog({ servers: server.url, name: `log-${names}` })];
    await old.append('rounds', bytesOf('1'), { epoch: 1 });
    const writes = [1, 2, 3].map(i => old.append('rounds', bytesOf(`1.${i}`), { epoch: 1 }).catch(reasonOf));
    await Promise.all([...writes, young.append('rounds', bytesOf('2'), { epoch: 2 })]);
    expect(await old.append('rounds', bytesOf('late'), { epoch: 1 }).catch(reasonOf)).toBe('deposed');
    expect(await young.append('rounds', bytesOf('3'), { epoch: 2 })).toBeGreaterThan(0);
    const texts = await textsOf(old, 'rounds');
    const behind = texts.slice(texts.indexOf('2'));
    expect(behind).toEqual(['2', '3']);
    await Promise.all([old.close(), young.close()]);
  });

  it('returns the sequence of an entry that it knows, though its epoch has ended', async () => {
    const log = await opened();
    const first = await log.append('rounds', bytesOf('1'), { epoch: 1, id: 'leader/1' });
    await log.append('rounds', bytesOf('2'), { epoch: 2 });
    expect(await log.append('rounds', bytesOf('1'), { epoch: 1, id: 'leader/1' })).toBe(first);
    await log.close();
  });

  it('keeps what it was told to keep, and says so to a reader that needs more', async () => {
    const log = await opened({ keep: { entries: 3 } });
    const waiting = follow(log.read('a', 0).pipe(take(1)), 1);
    for (let i = 1; i <= 8; i++) await log.append('a', bytesOf(String(i)));
    await waiting.done;
    expect(await textsOf(log, 'a')).toEqual(['6', '7', '8']);
    expect(await textsOf(log, 'a', 6)).toEqual(['6', '7', '8']);
    expect(await textsOf(log, 'a', 2).catch(reasonOf)).toBe('trimmed');
    expect(await firstValueFrom(log.read('a', 2)).catch(reasonOf)).toBe('trimmed');
    await log.close();
  });

  it('notices that entries were dropped before a reader took them', async () => {
    const log = await opened({ keep: { entries: 5 } });
    const demand = new Subject<number>();
    const reader = follow(log.read('a', 0, { demand }), Infinity);
    await log.append('a', bytesOf('1'));
    demand.next(1);
    await expect.poll(() => reader.texts).toEqual(['1']);
    for (let i = 2; i <= 20; i++) await log.append('a', bytesOf(String(i)));
    demand.next(5);
    expect(await reader.done.catch(reasonOf)).toBe('trimmed');
    // The second one may have been fetched ahead.
    expect(['1', '1 2']).toContain(reader.texts.join(' '));
    await log.close();
  });

  it('notices that a server has lost its last entries', async () => {
    const log = await opened();
    const name = `log-${names}`;
    for (let i = 1; i <= 5; i++) await log.append('a', bytesOf(String(i)));
    await managed(async ({ streams }) => {
      const { config } = await streams.info(name);
      await streams.delete(name);
      await streams.add(config);
    });
    await log.append('a', bytesOf('other'));
    expect(await firstValueFrom(log.read('a', 6)).catch(reasonOf)).toBe('damaged');
    await log.close();
  });

  it('says what a full stream answers, and writes again when there is room', async () => {
    const log = await opened({ patience: 600 });
    const name = `log-${names}`;
    await log.append('a', bytesOf('1'));
    const limit = (max_msgs: number): Promise<unknown> =>
      managed(async ({ streams }) => {
        const { config } = await streams.info(name);
        return streams.update(name, { ...config, max_msgs, discard: DiscardPolicy.New });
      });
    await limit(1);
    const full = log.append('a', bytesOf('2'), { id: '2' }).catch((error: unknown) => error);
    expect(await full).toMatchObject({ reason: 'unavailable' });
    expect(String(await full)).toContain("got 'maximum messages exceeded' for so long");
    await limit(9);
    await log.append('a', bytesOf('2'), { id: '2' });
    expect(await textsOf(log, 'a')).toEqual(['1', '2']);
    await log.close();
  });

  it('refuses for good what a stream never takes, and says that no stream is there', async () => {
    const log = await opened({ patience: 600 });
    const name = `log-${names}`;
    await managed(async ({ streams }) => {
      const { config } = await streams.info(name);
      await streams.update(name, { ...config, max_msg_size: 2000 });
    });
    await log.append('a', bytesOf('small'));
    for (const size of [5000, 3_000_000])
      expect(await log.append('a', new Uint8Array(size)).catch(reasonOf)).toBe('invalid');
    await managed(({ streams }) => streams.delete(name));
    await expect(log.append('a', bytesOf('x'))).rejects.toThrow('no stream took it');
    await log.close();
  });

  it('completes at the end of what is kept, also if the last entry has lost its chunks to the limit', async () => {
    const log = await opened({ keep: { bytes: 200_000 } });
    await log.append('a', new Uint8Array(3_000_000));
    expect(await textsOf(log, 'a')).toEqual([]);
    await log.close();
  });

  it('ends a reader if its stream is deleted and made again, also if the new one is longer', async () => {
    const proxy = await startFaultyProxy({ to: Number(new URL(server.url).port) });
    const writer = await opened();
    const name = `log-${names}`;
    const far = await natsLog({ servers: `127.0.0.1:${proxy.port}`, name });
    for (let i = 1; i <= 5; i++) await writer.append('a', bytesOf(String(i)));
    await writer.swap('key', 0, bytesOf('x'));
    const reader = follow(far.read('a', 0), Infinity);
    const watcher = follow(far.watch('key').pipe(map(asEntry)), Infinity);
    await expect.poll(() => [reader.texts.length, watcher.texts.length]).toEqual([5, 1]);
    // A watcher has the present value before it follows the bucket.
    await managed(async ({ consumers }) => {
      const following = async (stream: string): Promise<number> => (await consumers.list(stream).next()).length;
      await expect.poll(() => Promise.all([following(name), following(`KV_${name}`)])).toEqual([1, 1]);
    });
    proxy.hold();
    await managed(async ({ streams }) => {
      for (const stream of [name, `KV_${name}`]) {
        const { config } = await streams.info(stream);
        await streams.delete(stream);
        await streams.add(config);
      }
    });
    for (let i = 1; i <= 20; i++) await writer.append('a', bytesOf(`new ${i}`));
    for (let i = 0; i < 3; i++) await writer.swap('key', i, bytesOf('y'));
    proxy.release();
    expect(await Promise.all([reader.done, watcher.done].map(end => end.catch(reasonOf)))).toEqual([
      'damaged',
      'damaged',
    ]);
    expect([reader.texts.length, watcher.texts.length]).toEqual([5, 1]);
    await Promise.all([far.close(), writer.close()]);
    await proxy.stop();
  });

  it('goes on when its consumers are deleted, each entry and value once', async () => {
    const log = await opened();
    const name = `log-${names}`;
    const reader = follow(log.read('a', 0), 3);
    const watcher = follow(log.watch('key').pipe(map(asEntry)), 3);
    for (let i = 1; i <= 3; i++) {
      await log.append('a', bytesOf(String(i)));
      await log.swap('key', i - 1, bytesOf(String(i)));
      await expect.poll(() => [reader.texts.length, watcher.texts.length]).toEqual([i, i]);
      await managed(async ({ consumers }) => {
        for (const stream of [name, `KV_${name}`])
          for await (const one of consumers.list(stream)) await consumers.delete(stream, one.name);
      });
    }
    expect([reader.texts, watcher.texts]).toEqual([
      ['1', '2', '3'],
      ['1', '2', '3'],
    ]);
    reader.leave();
    watcher.leave();
    await log.close();
  });

  it('fails what is under way with the reason closed', async () => {
    const log = await opened();
    const reader = follow(log.read('a', 0), 1);
    const watcher = firstValueFrom(log.watch('key'));
    await server.kill();
    const early = [log.append('a', bytesOf('x')), reader.done, watcher].map(end => end.catch(reasonOf));
    await log.close();
    const late = [log.swap('key', 0, bytesOf('x')), firstValueFrom(log.read('a', 0)), firstValueFrom(log.watch('key'))];
    const reasons = await Promise.all([...early, ...late.map(end => end.catch(reasonOf))]);
    expect(reasons).toEqual(['closed', 'closed', 'closed', 'closed', 'closed', 'closed']);
    await server.restart();
  });

  it('leaves a connection open that it was given', async () => {
    const connection = await connect({ servers: server.url });
    const log = await natsLog({ connection, name: 'given' });
    await log.append('a', bytesOf('x'));
    await log.close();
    expect(connection.isClosed()).toBe(false);
    await connection.close();
  });

  it('leaves no consumer in the server', async () => {
    const log = await opened();
    await log.append('a', bytesOf('x'));
    for (let i = 0; i < 5; i++) await firstValueFrom(log.read(['a', 'b'], 0));
    const consumers = (): Promise<number> =>
      managed(async ({ streams }) => (await streams.info(`log-${names}`)).state.consumer_count);
    await expect.poll(consumers).toBe(0);
    await log.close();
  });
});

it('says so to readers, watchers and writers if the files of the server are wiped, and begins anew when it is opened', async () => {
  const store = await mkdtemp(join(tmpdir(), 'store-'));
  const own = await startNatsServer({ store });
  const log = await natsLog({ servers: own.url, patience: 1000 });
  for (let i = 1; i <= 5; i++) await log.append('a', bytesOf(String(i)));
  await log.swap('key', 0, bytesOf('x'));
  const [reader, watcher] = [follow(log.read('a', 0), Infinity), follow(log.watch('key').pipe(map(asEntry)), Infinity)];
  await expect.poll(() => [reader.texts.length, watcher.texts.length]).toEqual([5, 1]);
  // On a busy machine they end before the server says that it is ready.
  const reads = [reader.done, watcher.done].map(end => end.catch(reasonOf));
  await own.kill();
  await rm(store, { recursive: true });
  await own.restart();
  const writes = [log.append('a', bytesOf('y')), log.swap('key', 1, bytesOf('y'))].map(end => end.catch(reasonOf));
  const ends = [...reads, ...writes];
  expect(await Promise.all(ends)).toEqual(ends.map(() => 'unavailable'));
  const again = await natsLog({ servers: own.url });
  expect(await textsOf(again, 'a')).toEqual([]);
  expect(await firstValueFrom(again.read('a', 6)).catch(reasonOf)).toBe('damaged');
  expect([await log.append('a', bytesOf('new')), await log.swap('key', 0, bytesOf('new'))]).toEqual([1, 1]);
  expect(await textsOf(again, 'a')).toEqual(['new']);
  await Promise.all([log.close(), again.close()]);
  await own.stop();
  await rm(store, { recursive: true });
});

it('says how to start a server where there is none', async () => {
  const other = await startNatsServer();
  await other.stop();
  await expect(natsLog({ servers: other.url })).rejects.toMatchObject({ reason: 'unavailable' });
  await expect(natsLog({ servers: other.url })).rejects.toThrow('Start one: nats-server -js.');
});
