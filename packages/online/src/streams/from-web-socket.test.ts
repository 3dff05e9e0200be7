import { DataError } from '@thalweg/data';
import { lastValueFrom, retry, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { fromWebSocket, type WebSocketLike } from './from-web-socket.ts';

type Event = Parameters<Parameters<WebSocketLike['addEventListener']>[1]>[0];

/** A class of sockets that emit by hand; `sockets` are those that were made. */
function byHand() {
  const sockets: Socket[] = [];
  class Socket implements WebSocketLike {
    binaryType = 'blob';
    readonly sent: string[] = [];
    readonly closed: unknown[] = [];
    readonly url: string;
    readonly protocols: string[] | undefined;
    readonly #listeners: [string, (event: Event) => void][] = [];

    constructor(url: string, protocols?: string[]) {
      this.url = url;
      this.protocols = protocols;
      sockets.push(this);
    }

    addEventListener(type: string, listener: (event: Event) => void): void {
      this.#listeners.push([type, listener]);
    }

    send(message: string): void {
      this.sent.push(message);
    }

    close(code?: number): void {
      this.closed.push(code);
    }

    emit(type: string, event: Event = {}): void {
      for (const [own, listener] of this.#listeners) if (own === type) listener(event);
    }
  }
  return { webSocket: Socket, sockets };
}

function told<T>(options: Parameters<typeof fromWebSocket<T>>[1] = {}) {
  const { webSocket, sockets } = byHand();
  const log: unknown[] = [];
  const subscription = fromWebSocket<T>('ws://x', { webSocket, ...options }).subscribe({
    next: item => log.push(item),
    error: (error: unknown) => log.push(error),
    complete: () => log.push('completed'),
  });
  return { log, socket: sockets[0]!, subscription };
}

describe('fromWebSocket', () => {
  it('connects when it is subscribed to, and closes when it is left', () => {
    const { webSocket, sockets } = byHand();
    const message$ = fromWebSocket('ws://x', { webSocket, protocols: ['v1'] });
    expect(sockets).toEqual([]);
    const subscription = message$.subscribe();
    expect(sockets[0]).toMatchObject({ url: 'ws://x', protocols: ['v1'], binaryType: 'arraybuffer', closed: [] });
    subscription.unsubscribe();
    expect(sockets[0]!.closed).toEqual([1000]);
  });

  it('reads JSON, sends when it is open, and completes when the server is done', () => {
    const { log, socket } = told<{ x: number }>({ onOpen: send => send('hello') });
    expect(socket.sent).toEqual([]);
    socket.emit('open');
    socket.emit('message', { data: '{"x":1}' });
    socket.emit('close', { code: 1000 });
    expect([socket.sent, log]).toEqual([['hello'], [{ x: 1 }, 'completed']]);
  });

  it('names the message that cannot be parsed, and closes', () => {
    const { log, socket } = told<number>();
    socket.emit('message', { data: '1' });
    socket.emit('message', { data: new ArrayBuffer(2) });
    socket.emit('message', { data: '3' });
    expect(log[0]).toBe(1);
    expect(log).toHaveLength(2);
    expect(log[1]).toBeInstanceOf(DataError);
    expect(log[1]).toMatchObject({ source: 'ws://x', row: 1 });
    expect((log[1] as Error).message).toContain('each message must be JSON, got ArrayBuffer in message 1 of ws://x.');
    expect(socket.closed).toEqual([1000]);
  });

  it('reads bytes by a function, and keeps what it throws as the cause', () => {
    const { log, socket } = told<number>({ parse: bytes => new Uint8Array(bytes as ArrayBuffer)[0]! });
    socket.emit('message', { data: Uint8Array.of(7).buffer });
    expect(log).toEqual([7]);
    const failing = told<number>({
      parse: () => {
        throw new Error('odd');
      },
    });
    failing.socket.emit('message', { data: 'x' });
    expect((failing.log[0] as Error).message).toContain('each message must be what parse expects');
    expect((failing.log[0] as Error).cause).toMatchObject({ message: 'odd' });
  });

  it('fails when the connection fails or closes with another code, once', () => {
    const { log, socket } = told();
    socket.emit('close', { code: 1006, reason: '' });
    socket.emit('error');
    expect(log.map(error => (error as Error).message)).toEqual([
      'fromWebSocket: the connection must last until the server closes it with code 1000, got a connection to ws://x that closed with code 1006. Connect anew with retry({ delay: 1000 }).',
    ]);
    const other = told();
    other.socket.emit('error');
    other.socket.emit('close', { code: 1006 });
    expect(other.log).toHaveLength(1);
    expect((other.log[0] as Error).message).toContain('a connection to ws://x that failed.');
  });

  it('connects anew by retry', async () => {
    const { webSocket, sockets } = byHand();
    const seen = lastValueFrom(
      fromWebSocket<number>('ws://x', { webSocket }).pipe(retry({ count: 2, delay: 1 }), take(2), toArray()),
    );
    sockets[0]!.emit('message', { data: '1' });
    sockets[0]!.emit('close', { code: 1011, reason: 'restart' });
    for (let i = 0; i < 100 && sockets.length < 2; i++) await new Promise(resolve => setTimeout(resolve, 1));
    sockets[1]!.emit('message', { data: '2' });
    expect(await seen).toEqual([1, 2]);
  });

  it('gives what onOpen throws as an error of the stream', () => {
    const { log, socket } = told({
      onOpen: () => {
        throw new Error('no key');
      },
    });
    socket.emit('open');
    expect(log).toMatchObject([{ message: 'no key' }]);
  });

  it.skipIf('WebSocket' in globalThis)('refuses a host without sockets, in words', () => {
    expect(() => fromWebSocket('ws://x')).toThrow(
      'fromWebSocket: there must be the class WebSocket, got a host without it. Give one of a package: { webSocket: WebSocket }.',
    );
  });
});
