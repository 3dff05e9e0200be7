import { ContractError } from '@thalweg/tensor';
import { lastValueFrom, Subject, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { memoryLog } from '../memory/memory-log.ts';
import type { Log } from '../port/log.ts';
import { LogError } from '../port/log-error.ts';
import { TestPort, testChannel } from '../testing/test-channel.ts';
import { watchedLog } from '../testing/watched-log.ts';
import type { ChannelPort } from './channel-port.ts';
import { remoteLog } from './remote-log.ts';
import { serveLog } from './serve-log.ts';
import { bytesOf, filled, noted, textOf, until } from '../testing/noted.ts';

const unavailable = { name: 'LogError', reason: 'unavailable' };

describe('a server', () => {
  it('may start later', async () => {
    const [server, client] = testChannel();
    const log = remoteLog(client!);
    const appended = log.append('a', bytesOf('1'));
    const reader = noted(log.read('a', 0));
    await until(() => client!.kinds.includes('hello'));
    const serving = serveLog(memoryLog(), server!);
    expect(await appended).toBe(1);
    await reader.reach(1);
    reader.subscription.unsubscribe();
    serving.unsubscribe();
  });

  it('is waited for no longer than the timeout', async () => {
    const [, client] = testChannel();
    const log = remoteLog(client!, { timeout: 40 });
    await expect(log.append('a', bytesOf('1'))).rejects.toMatchObject({
      ...unavailable,
      message:
        'remoteLog: the other side must serve the log, got no answer. Call serveLog there; append again with the same id.',
    });
    await until(() => client!.listeners === 0);
  });

  it('that ends rejects what is under way, and readers and watchers go on with the next one', async () => {
    const [server, client] = testChannel();
    const stored = await filled(3);
    const never: Log = { ...watchedLog(stored), append: () => new Promise(() => {}) };
    const first = serveLog(never, server!, { name: 'a' });
    const log = remoteLog(client!);
    const reader = noted(log.read('a', 0));
    const watcher = noted(log.watch('key'));
    await log.swap('key', 0, bytesOf('x'));
    await reader.reach(3);
    await watcher.reach(1);
    const appended = log.append('a', bytesOf('4'));
    const rejected = expect(appended).rejects.toMatchObject(unavailable);
    await until(() => client!.kinds.includes('append'));
    first.unsubscribe();
    await rejected;
    await stored.append('a', bytesOf('4'));
    const second = serveLog(stored, server!, { name: 'a' });
    expect(await log.append('a', bytesOf('5'))).toBe(5);
    await log.swap('key', 1, bytesOf('y'));
    await reader.reach(5);
    await watcher.reach(2);
    expect(reader.texts).toEqual(['1', '2', '3', '4', '5']);
    expect(watcher.texts).toEqual(['x', 'y']);
    reader.subscription.unsubscribe();
    watcher.subscription.unsubscribe();
    second.unsubscribe();
  });

  it('that ends without a word is missed, and its successor is found', async () => {
    const [server, client] = testChannel();
    const stored = await filled(2);
    const first = serveLog(stored, server!, { name: 'a' });
    const log = remoteLog(client!, { timeout: 80 });
    const reader = noted(log.read('a', 0));
    await reader.reach(2);
    server!.drops = () => true;
    first.unsubscribe();
    const rejected = expect(log.append('a', bytesOf('x'))).rejects.toMatchObject(unavailable);
    await rejected;
    server!.drops = () => false;
    const second = serveLog(await filled(3, stored), server!, { name: 'a' });
    await reader.reach(5);
    expect(reader.texts).toEqual(['1', '2', '1', '2', '3']);
    reader.subscription.unsubscribe();
    second.unsubscribe();
  });

  it('that starts again at once takes over before the timeout', async () => {
    const [server, client] = testChannel();
    const stored = await filled(1);
    const first = serveLog(stored, server!, { name: 'a' });
    const log = remoteLog(client!, { timeout: 2 ** 30 });
    const reader = noted(log.read('a', 0));
    await reader.reach(1);
    server!.drops = ({ kind }) => kind === 'bye';
    first.unsubscribe();
    const second = serveLog(stored, server!, { name: 'a' });
    await stored.append('a', bytesOf('2'));
    await reader.reach(2);
    reader.subscription.unsubscribe();
    second.unsubscribe();
  });

  it('with another log ends what has begun, and goes on with what has not', async () => {
    const [server, client] = testChannel();
    const first = serveLog(await filled(3), server!);
    const log = remoteLog(client!);
    const readers = [log.read('a', 0), log.read('a', 7), log.read('b', 0), log.watch('key')].map(noted);
    await log.append('b', bytesOf('x'));
    await readers[2]!.reach(1);
    const fresh = noted(log.read('c', 0));
    await log.swap('other', 0, bytesOf('x'));
    first.unsubscribe();
    const next = memoryLog();
    await next.append('c', bytesOf('new'));
    await next.swap('key', 0, bytesOf('new'));
    const second = serveLog(next, server!);
    await fresh.reach(1);
    await readers[3]!.reach(1);
    for (const { errors } of readers.slice(0, 3))
      expect(errors).toMatchObject([{ reason: 'trimmed', given: 'another one' }]);
    expect([fresh.texts, readers[3]!.texts]).toEqual([['new'], ['new']]);
    for (const { subscription } of [...readers, fresh]) subscription.unsubscribe();
    second.unsubscribe();
  });

  it('serves many clients over one channel, each on its own', async () => {
    const [server, ...ends] = testChannel(4);
    const serving = serveLog(memoryLog(), server!);
    const logs = ends.map(end => remoteLog(end));
    const readers = logs.map(log => noted(log.read('a', 0)));
    await Promise.all(logs.map((log, i) => log.append('a', bytesOf(String(i)))));
    for (const { reach } of readers) await reach(3);
    for (const { texts } of readers) expect(texts).toEqual(readers[0]!.texts);
    expect([...readers[0]!.texts].sort()).toEqual(['0', '1', '2']);
    for (const { subscription } of readers) subscription.unsubscribe();
    serving.unsubscribe();
  });
});

describe('a client', () => {
  it('that has nothing open holds nothing, and a server holds nothing for it', async () => {
    const [server, client] = testChannel();
    const log = watchedLog(await filled(2));
    const serving = serveLog(log, server!);
    const remote = remoteLog(client!);
    expect(client!.listeners).toBe(0);
    const reader = noted(remote.read('a', 0));
    const watcher = noted(remote.watch('key'));
    await reader.reach(2);
    expect(log.counts.open).toBe(2);
    reader.subscription.unsubscribe();
    watcher.subscription.unsubscribe();
    await until(() => log.counts.open === 0 && client!.listeners === 0);
    const open = noted(remote.read('a', 0));
    await open.reach(2);
    serving.unsubscribe();
    expect([log.counts.open, server!.listeners]).toEqual([0, 0]);
    open.subscription.unsubscribe();
    await until(() => client!.listeners === 0);
  });

  it('that vanishes is released', async () => {
    const [server, client] = testChannel();
    const log = watchedLog(await filled(1));
    const serving = serveLog(log, server!, { timeout: 40 });
    const reader = noted(remoteLog(client!).read('a', 0));
    await reader.reach(1);
    client!.drops = () => true;
    reader.subscription.unsubscribe();
    expect(log.counts.open).toBe(1);
    await until(() => log.counts.open === 0);
    serving.unsubscribe();
  });

  it('that was released and comes back reads on from where it was', async () => {
    const [server, client] = testChannel();
    const log = watchedLog(await filled(2));
    const serving = serveLog(log, server!, { timeout: 40 });
    const reader = noted(remoteLog(client!, { timeout: 200 }).read('a', 0));
    await reader.reach(2);
    client!.drops = () => true;
    await until(() => log.counts.open === 0);
    await log.append('a', bytesOf('3'));
    client!.drops = () => false;
    await reader.reach(3);
    expect(reader.texts).toEqual(['1', '2', '3']);
    reader.subscription.unsubscribe();
    serving.unsubscribe();
  });

  it('keeps what was allowed when it goes on with another server', async () => {
    const [server, client] = testChannel();
    const stored = await filled(10);
    const first = serveLog(stored, server!, { name: 'a' });
    const demand = new Subject<number>();
    const reader = noted(remoteLog(client!).read('a', 0, { demand }));
    demand.next(3);
    await reader.reach(3);
    first.unsubscribe();
    await until(() => server!.kinds.includes('bye'));
    demand.next(2);
    const log = watchedLog(stored);
    const second = serveLog(log, server!, { name: 'a' });
    await reader.reach(5);
    expect(log.counts.asked).toBe(2);
    expect(reader.texts).toEqual(['1', '2', '3', '4', '5']);
    reader.subscription.unsubscribe();
    second.unsubscribe();
  });

  it('has few calls under way, and all of them are done in order', async () => {
    const [server, client] = testChannel();
    const log = memoryLog();
    const serving = serveLog(log, server!);
    const remote = remoteLog(client!);
    const appends = Array.from({ length: 1000 }, (_, i) => remote.append('a', bytesOf(String(i))));
    await until(() => client!.kinds.includes('append'));
    expect(client!.kinds.filter(kind => kind === 'append')).toHaveLength(256);
    expect(await Promise.all(appends)).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
    const texts = await lastValueFrom(remote.read('a', 0).pipe(take(1000), toArray()));
    expect(texts.map(textOf)).toEqual(Array.from({ length: 1000 }, (_, i) => String(i)));
    serving.unsubscribe();
  });

  it('gives errors with their class and their reason', async () => {
    const [server, client] = testChannel();
    const log = await filled(4, memoryLog({ keep: 1 }));
    const broken: Log = { ...watchedLog(log), swap: () => Promise.reject(new RangeError('no room')) };
    const serving = serveLog(broken, server!);
    const remote = remoteLog(client!);
    await remote.append('b', bytesOf('1'), { epoch: 2 });
    const own = await log.append('b', bytesOf('2'), { epoch: 1 }).catch((error: unknown) => error as LogError);
    const found = await remote.append('b', bytesOf('2'), { epoch: 1 }).catch((error: unknown) => error as LogError);
    expect(found).toBeInstanceOf(LogError);
    expect(found).toMatchObject({ ...(own as LogError), message: (own as LogError).message, reason: 'deposed' });
    await expect(lastValueFrom(remote.read('a', 1))).rejects.toMatchObject({ name: 'LogError', reason: 'trimmed' });
    await expect(remote.swap('key', 0, bytesOf('x'))).rejects.toMatchObject({
      ...unavailable,
      given: 'RangeError: no room',
    });
    serving.unsubscribe();
  });
});

describe('a channel', () => {
  it('that is closed ends all', async () => {
    const { port1, port2 } = new MessageChannel();
    const log = watchedLog(await filled(1));
    serveLog(log, port1);
    const remote = remoteLog(port2);
    const reader = noted(remote.read('a', 0));
    await reader.reach(1);
    port1.close();
    await until(() => reader.errors.length > 0);
    expect(reader.errors).toMatchObject([{ name: 'LogError', reason: 'closed' }]);
    await expect(remote.append('a', bytesOf('x'))).rejects.toMatchObject({ reason: 'closed' });
    await until(() => log.counts.open === 0);
  });

  it('that was closed here refuses all that comes later', async () => {
    const channel = new BroadcastChannel('thalweg closed');
    const remote = remoteLog(channel);
    channel.close();
    await expect(remote.append('a', bytesOf('x'))).rejects.toMatchObject(unavailable);
    await expect(lastValueFrom(remote.read('a', 0))).rejects.toMatchObject({ reason: 'closed' });
    const serving = serveLog(memoryLog(), channel);
    expect(serving.closed).toBe(true);
  });

  it('must keep typed arrays', async () => {
    const [server, client] = testChannel();
    const json: ChannelPort = {
      postMessage: message => client!.postMessage(JSON.parse(JSON.stringify(message))),
      addEventListener: (type: string, listener: (event: { data: unknown }) => void) =>
        client!.addEventListener(type, ({ data }) => listener({ data: JSON.parse(JSON.stringify(data ?? null)) })),
      removeEventListener: () => {},
    };
    const serving = serveLog(memoryLog(), server!);
    await expect(remoteLog(json).append('a', bytesOf('x'))).rejects.toMatchObject({
      given: 'one that makes JSON of them',
      advice: "Fork the process with { serialization: 'advanced' }.",
    });
    serving.unsubscribe();
  });

  it('must have sides of one version', async () => {
    const [server, client] = testChannel();
    server!.addEventListener('message', ({ data }) => {
      const { from: to } = data as { readonly from: string };
      server!.postMessage({
        thalweg: 'log',
        version: 2,
        from: 's',
        to,
        message: { kind: 'welcome', log: 'a', sample: new Uint8Array() },
      });
    });
    const remote = remoteLog(client!);
    const reader = noted(remote.watch('key'));
    await until(() => reader.errors.length > 0);
    expect(String(reader.errors[0])).toContain('both sides must speak protocol 1, got 2.');
    await expect(remote.append('a', bytesOf('x'))).rejects.toMatchObject({ reason: 'invalid' });
  });

  it('may carry other messages', async () => {
    const [server, client] = testChannel();
    const serving = serveLog(memoryLog(), server!);
    const remote = remoteLog(client!);
    for (const other of [null, 7, 'x', { kind: 'append' }, { thalweg: 'log', to: 'someone' }])
      for (const port of [server!, client!]) port.emit('message', other);
    const appended = remote.append('a', bytesOf('1'));
    client!.emit('message', { thalweg: 'other' });
    expect(await appended).toBe(1);
    serving.unsubscribe();
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['an object', {}],
    ['a port without events', { postMessage: () => {} }],
  ])('is none if it is %s', (_, port) => {
    expect(() => remoteLog(port as ChannelPort)).toThrow(ContractError);
    expect(() => serveLog(memoryLog(), port as ChannelPort)).toThrow(ContractError);
  });

  it('has a log whose name is a text', () => {
    const serve = (): unknown => serveLog(memoryLog(), new TestPort(), { name: 7 as never });
    expect(serve).toThrow('serveLog: the name must be a text, got 7.');
  });

  it('needs a timeout that is a time', () => {
    for (const timeout of [0, -1, NaN, Infinity]) {
      const port = new TestPort();
      expect(() => remoteLog(port, { timeout })).toThrow('remoteLog: the timeout must be a positive number');
      expect(() => serveLog(memoryLog(), port, { timeout })).toThrow('serveLog: the timeout must be a positive number');
    }
  });
});
