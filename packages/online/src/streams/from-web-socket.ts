import { DataError } from '@thalweg/data';
import { functionOf, optionsOf } from '@thalweg/tensor/engine';
import { Observable, type Subscriber } from 'rxjs';
import { hostClass, messageParser } from './message-source.ts';

/** The parts of a `WebSocket` that are used. */
export interface WebSocketLike {
  /** The form of binary messages. */
  binaryType: string;
  /** Calls the listener for each event of a name. */
  addEventListener(
    type: string,
    listener: (event: { readonly data?: unknown; readonly code?: number; readonly reason?: string }) => void,
  ): void;
  /** Sends a message. */
  send(message: string): void;
  /** Closes the connection, with a code for the server. */
  close(code?: number): void;
}

/** A class like `WebSocket`. */
export type WebSocketClass = new (url: string, protocols?: string[]) => WebSocketLike;

/** Options of {@link fromWebSocket}. */
export interface FromWebSocketOptions<T> {
  /** The names of the protocols that are offered to the server; none by default. */
  readonly protocols?: readonly string[];
  /** Returns the item of a message, a text or an `ArrayBuffer`; the JSON of a text is read by default. */
  readonly parse?: (message: string | ArrayBuffer) => T;
  /** Is called when the connection is open, with a function that sends a text, such as the subscription to a feed. */
  readonly onOpen?: (send: (message: string) => void) => void;
  /** The class that connects; the host's `WebSocket` by default, which Node has from version 22 on. */
  readonly webSocket?: WebSocketClass;
}

/**
 * Returns the messages of a WebSocket as a stream. It connects when it is subscribed, and closes when it is unsubscribed. Each
 * subscription has its own connection: use `share()` for several.
 *
 * Messages come as fast as they are sent: put `boundedBuffer` after it, which says what happens to those that have to wait. The
 * stream completes when the server closes the connection with code 1000. It never connects again: `retry({ delay })` of RxJS
 * does.
 *
 * - **Stream errors** {@link DataError} for a message that cannot be parsed, with its number, and for a connection that fails or
 *   closes with another code
 * - **Throws** {@link DataError} if the host has no `WebSocket` and none is given
 *
 * @example
 * const trade$ = fromWebSocket<Trade>('wss://example.org', { onOpen: send => send('{"subscribe":"trades"}') });
 * trade$.pipe(boundedBuffer({ capacity: 1000, whenFull: 'sample' }), learn(model, sgd()))
 */
export function fromWebSocket<T>(url: string, options?: FromWebSocketOptions<T>): Observable<T> {
  const { protocols, parse, onOpen, webSocket } = optionsOf('fromWebSocket', options, {
    protocols: undefined,
    parse: undefined,
    onOpen: undefined,
    webSocket: undefined,
  });
  for (const [name, given] of Object.entries({ parse, onOpen }))
    if (given !== undefined) functionOf('fromWebSocket', name, given);
  const Socket = hostClass<WebSocketClass>('fromWebSocket', 'WebSocket', 'webSocket', webSocket);
  return new Observable(subscriber => {
    const socket = protocols === undefined ? new Socket(url) : new Socket(url, [...protocols]);
    socket.binaryType = 'arraybuffer';
    subscriber.add(() => socket.close(NORMAL));
    listen(socket, subscriber, messageParser('fromWebSocket', url, parse), url);
    if (onOpen !== undefined)
      socket.addEventListener('open', () => guarded(subscriber, () => onOpen(message => socket.send(message))));
  });
}

/** The code of a connection that has done what it was for. */
const NORMAL = 1000;

function listen<T>(
  socket: WebSocketLike,
  subscriber: Subscriber<T>,
  itemOf: (message: string | ArrayBuffer) => T,
  url: string,
): void {
  socket.addEventListener('message', ({ data }) => {
    if (!subscriber.closed) guarded(subscriber, () => subscriber.next(itemOf(data as string | ArrayBuffer)));
  });
  socket.addEventListener('close', ({ code, reason }) => {
    if (code === NORMAL) subscriber.complete();
    else subscriber.error(closed(url, code, reason));
  });
  // A close event follows, with a code. Some hosts fail without one.
  socket.addEventListener('error', () => subscriber.error(closed(url, undefined, undefined)));
}

function guarded(subscriber: Subscriber<never>, handle: () => void): void {
  try {
    handle();
  } catch (error) {
    subscriber.error(error);
  }
}

function closed(url: string, code: number | undefined, reason: string | undefined): DataError {
  const how = code === undefined ? 'failed' : `closed with code ${code}${reason ? ` (${reason})` : ''}`;
  return new DataError(
    'fromWebSocket',
    'the connection must last until the server closes it with code 1000',
    `a connection to ${url} that ${how}`,
    'Connect anew with retry({ delay: 1000 }).',
    { source: url },
  );
}
