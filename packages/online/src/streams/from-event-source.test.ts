import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DataError } from '@thalweg/data';
import { lastValueFrom, retry, take, toArray } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { FetchedEvents } from '../testing/fetched-events.ts';
import { boundedBuffer } from './bounded-buffer.ts';
import { fromEventSource, type EventSourceLike } from './from-event-source.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server that sends events; `connections` are those that are open. */
async function serving(send: (response: ServerResponse, count: number) => void) {
  let [connections, count] = [0, 0];
  const server = createServer((_, response) => {
    connections++;
    response.on('close', () => connections--);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    send(response, count++);
  });
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, connections: () => connections, connected: () => count };
}

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !holds(); i++) await new Promise(resolve => setTimeout(resolve, 2));
  expect(holds()).toBe(true);
}

const eventSource = FetchedEvents;

describe('fromEventSource', () => {
  it('connects when it is subscribed to, reads JSON, and closes when it is left', async () => {
    const server = await serving(response => response.write('data: {"x":1}\n\ndata: {"x":\ndata: 2}\n\n'));
    const event$ = fromEventSource<{ x: number }>(server.url, { eventSource });
    expect(server.connected()).toBe(0);
    expect(await lastValueFrom(event$.pipe(take(2), toArray()))).toEqual([{ x: 1 }, { x: 2 }]);
    await until(() => server.connections() === 0);
    expect(server.connected()).toBe(1);
  });

  it('listens to events of a name, and completes after another one', async () => {
    const server = await serving(response =>
      response.write('event: price\ndata: 1\n\ndata: 2\n\nevent: price\ndata: 3\n\nevent: end\ndata:\n\n'),
    );
    const price$ = fromEventSource<number>(server.url, { event: 'price', endEvent: 'end', eventSource });
    expect(await lastValueFrom(price$.pipe(toArray()))).toEqual([1, 3]);
    await until(() => server.connections() === 0);
  });

  it('names the message that cannot be parsed, after those before it', async () => {
    const server = await serving(response => response.write('data: 1\n\ndata: {nonsense\n\ndata: 3\n\n'));
    const seen: unknown[] = [];
    const ended = fromEventSource<number>(server.url, { eventSource }).forEach(item => void seen.push(item));
    const error = await ended.catch((error: unknown) => error);
    expect(seen).toEqual([1]);
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({ source: server.url, row: 1 });
    expect((error as Error).message).toBe(
      `fromEventSource: each message must be JSON, got '{nonsense' in message 1 of ${server.url}. Read other messages with { parse: message => … }.`,
    );
    await until(() => server.connections() === 0);
  });

  it('reads other messages by a function', async () => {
    const server = await serving(response => response.write('data: a,b\n\n'));
    const list$ = fromEventSource(server.url, { parse: text => text.split(','), eventSource });
    expect(await lastValueFrom(list$.pipe(take(1)))).toEqual(['a', 'b']);
  });

  it('fails when the connection is lost, and connects anew by retry alone', async () => {
    const server = await serving((response, count) => response.end(`data: ${count}\n\n`));
    const event$ = fromEventSource<number>(server.url, { eventSource });
    await expect(lastValueFrom(event$)).rejects.toThrow(
      'fromEventSource: the connection must last, got a connection to http://127.0.0.1',
    );
    expect(server.connected()).toBe(1);
    expect(await lastValueFrom(event$.pipe(retry({ delay: 1 }), take(3), toArray()))).toEqual([1, 2, 3]);
  });

  it('lets the event source reconnect if onReconnect is given', () => {
    const source = new ByHand();
    const told: number[] = [];
    const seen: unknown[] = [];
    const subscription = fromEventSource<number>('x', {
      eventSource: class {
        constructor() {
          return source;
        }
      } as never,
      onReconnect: count => told.push(count),
    }).subscribe({ next: item => seen.push(item), error: (error: Error) => seen.push(error.message) });
    source.emit('message', { data: '1' });
    source.emit('error');
    source.emit('message', { data: '2' });
    source.emit('error');
    expect([seen, told]).toEqual([[1, 2], [1, 2]]); // prettier-ignore
    source.readyState = 2;
    source.emit('error');
    expect(seen).toHaveLength(3);
    expect([subscription.closed, source.closed]).toEqual([true, 1]);
  });

  it('says how many events a bounded buffer drops', async () => {
    const server = await serving(response =>
      response.write(Array.from({ length: 100 }, (_, i) => `data: ${i}\n\n`).join('') + 'event: end\ndata:\n\n'),
    );
    const buffer = boundedBuffer<number>({ capacity: 10, whenFull: 'dropOldest', sliceMs: 1 });
    const kept = await lastValueFrom(
      fromEventSource<number>(server.url, { endEvent: 'end', eventSource }).pipe(buffer, toArray()),
    );
    expect(kept.at(-1)).toBe(99);
    expect(kept.length).toBeGreaterThanOrEqual(10);
    let dropped = 0;
    buffer.dropped.subscribe(count => (dropped = count));
    expect(dropped + kept.length).toBe(100);
  });

  it('refuses a host without event sources, in words', () => {
    expect(() => fromEventSource('x')).toThrow(
      'fromEventSource: there must be the class EventSource, got a host without it. Give one of a package: { eventSource: EventSource }.',
    );
    expect(() => fromEventSource('x', { parse: 1 as never, eventSource })).toThrow('parse must be a function');
  });
});

/** An event source that emits by hand. */
class ByHand implements EventSourceLike {
  readyState = 1;
  closed = 0;
  readonly #listeners: [string, (event: { readonly data?: unknown }) => void][] = [];

  addEventListener(type: string, listener: (event: { readonly data?: unknown }) => void): void {
    this.#listeners.push([type, listener]);
  }

  close(): void {
    this.closed++;
  }

  emit(type: string, event: { readonly data?: unknown } = {}): void {
    for (const [own, listener] of this.#listeners) if (own === type) listener(event);
  }
}
