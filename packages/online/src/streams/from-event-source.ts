import { DataError } from '@thalweg/data';
import { functionOf, optionsOf } from '@thalweg/tensor/engine';
import { Observable, type Subscriber } from 'rxjs';
import { hostClass, messageParser } from './message-source.ts';

/** The parts of an `EventSource` that are used. */
export interface EventSourceLike {
  /** 2 when it has given up. */
  readonly readyState: number;
  /** Calls the listener for each event of a name. */
  addEventListener(type: string, listener: (event: { readonly data?: unknown }) => void): void;
  /** Closes the connection for good. */
  close(): void;
}

/** A class like `EventSource`. */
export type EventSourceClass = new (url: string) => EventSourceLike;

/** Options of {@link fromEventSource}. */
export interface FromEventSourceOptions<T> {
  /** The name of the events; `'message'`, that of events without a name, by default. */
  readonly event?: string;
  /** The name of an event after which the stream completes; by default it never does. */
  readonly endEvent?: string;
  /** Returns the item of a message; JSON is read by default. */
  readonly parse?: (message: string) => T;
  /** Called for each lost connection, which the event source then opens again. Without it the stream ends with an error. */
  readonly onReconnect?: (count: number) => void;
  /** The class that connects; the host's `EventSource` by default, which Node does not have. */
  readonly eventSource?: EventSourceClass;
}

/**
 * Returns the events that a server sends over HTTP (server-sent events) as a stream. It connects when it is subscribed, and
 * closes when it is unsubscribed. Each subscription has its own connection: use `share()` for several.
 *
 * Events come as fast as they are sent: put `boundedBuffer` after it, which says what happens to those that have to wait.
 *
 * - **Stream errors** {@link DataError} for a message that cannot be parsed, with its number, and for a lost connection unless
 *   there is `onReconnect`; `retry({ delay })` of RxJS connects anew
 * - **Throws** {@link DataError} if the host has no `EventSource` and none is given
 *
 * @example
 * const event$ = fromEventSource<Flight>('https://example.org/departures');
 * event$.pipe(boundedBuffer({ capacity: 1000, whenFull: 'dropOldest' }), learn(model, sgd()))
 */
export function fromEventSource<T>(url: string, options?: FromEventSourceOptions<T>): Observable<T> {
  const chosen = optionsOf('fromEventSource', options, {
    event: 'message',
    endEvent: undefined,
    parse: undefined,
    onReconnect: undefined,
    eventSource: undefined,
  });
  const { parse, onReconnect, eventSource } = chosen;
  for (const [name, given] of Object.entries({ parse, onReconnect }))
    if (given !== undefined) functionOf('fromEventSource', name, given);
  const Source = hostClass<EventSourceClass>('fromEventSource', 'EventSource', 'eventSource', eventSource);
  return new Observable(subscriber => {
    const source = new Source(url);
    subscriber.add(() => source.close());
    listen(source, subscriber, url, chosen);
  });
}

/** The options of listening to a source. */
interface Listening<T> {
  readonly event: string;
  readonly endEvent: string | undefined;
  readonly parse: ((message: string) => T) | undefined;
  readonly onReconnect: ((count: number) => void) | undefined;
}

/** The state of an event source that has given up. */
const CLOSED = 2;

function listen<T>(
  source: EventSourceLike,
  subscriber: Subscriber<T>,
  url: string,
  { event, endEvent, parse, onReconnect }: Listening<T>,
): void {
  const itemOf = messageParser<string, T>('fromEventSource', url, parse);
  let lost = 0;
  source.addEventListener(event, ({ data }) => {
    if (subscriber.closed) return;
    try {
      subscriber.next(itemOf(data as string));
    } catch (error) {
      subscriber.error(error);
    }
  });
  if (endEvent !== undefined) source.addEventListener(endEvent, () => subscriber.complete());
  source.addEventListener('error', () => {
    if (onReconnect !== undefined && source.readyState !== CLOSED) return onReconnect(++lost);
    subscriber.error(lostConnection(url));
  });
}

function lostConnection(url: string): DataError {
  return new DataError(
    'fromEventSource',
    'the connection must last',
    `a connection to ${url} that failed or ended`,
    'Connect anew with retry({ delay: 1000 }), or let it reconnect with { onReconnect: count => … }.',
    { source: url },
  );
}
