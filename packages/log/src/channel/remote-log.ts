import { optionsOf } from '@thalweg/tensor/engine';
import { Observable, type Subscriber } from 'rxjs';
import { checkAppend, checkName, checkRead, checkSwap } from '../port/check-arguments.ts';
import type { AppendOptions, Log, LogEntry, ReadOptions, VersionedValue } from '../port/log.ts';
import type { ChannelPort } from './channel-port.ts';
import { Connection, type RemoteStream } from './connection.ts';
import { unpacked } from './message-fields.ts';
import { checkTimeout } from './port-events.ts';
import { arrived, type StreamMessage, type StreamRequest } from './protocol.ts';

/** Options of {@link remoteLog}. */
export interface RemoteLogOptions {
  /** Milliseconds without a word of the server after which a call is rejected, 10,000 by default. */
  readonly timeout?: number;
}

/**
 * Returns the log that {@link serveLog} serves on the other side of a port. The server may start later, end, and start again:
 * readings and watchings go on where they were. It listens to the port, which keeps a process of Node alive, only while there
 * is something to wait for.
 *
 * - **Demand** crosses the channel. Without it, at most 256 entries or 16 MB of a reading are under way
 * - **In flight** at most 256 calls or 16 MB; further ones wait here. Bytes are copied, and given to the other side
 * - **Rejects** with the errors of the served log; `'unavailable'` if the server ends, or if there was no word of one for the
 *   `timeout`
 * - **Stream errors** those of the served log; `'closed'` once the port is closed; `'trimmed'` if the next server has another log
 * - **Throws** `ContractError` for what is no port, `LogError` for a timeout that is no positive number
 * - With `until: 'end'`, a reading that goes on with another server ends where the log ends then
 *
 * @example
 * const { port1, port2 } = new MessageChannel();
 * const serving = serveLog(memoryLog(), port1);
 * await remoteLog(port2).swap('leader', 0, new TextEncoder().encode('me')) // => 1
 * serving.unsubscribe();
 */
export function remoteLog(port: ChannelPort, options?: RemoteLogOptions): Log {
  const { timeout } = optionsOf('remoteLog', options, { timeout: 10_000 });
  checkTimeout('remoteLog', timeout);
  return new RemoteLog(new Connection(port, timeout));
}

class RemoteLog implements Log {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  // Async functions, so that what is wrong with the arguments rejects.
  async append(topic: string, bytes: Uint8Array, options?: AppendOptions): Promise<number> {
    const { id, epoch } = checkAppend('append', topic, bytes, options);
    return (await this.#connection.call({ kind: 'append', topic, bytes, id, epoch })) as number;
  }

  read(topics: string | readonly string[], from: number, options?: ReadOptions): Observable<LogEntry> {
    const { topics: names, demand, until } = checkRead('read', topics, from, options);
    return new Observable(subscriber => {
      const allowed = demand === undefined ? Infinity : 0;
      const entries = new RemoteEntryStream(subscriber, { topics: names, from, until, allowed });
      const stream = this.#connection.open(entries);
      subscriber.add(() => this.#connection.close(stream));
      const allow = (count: number): void => {
        entries.allow(count);
        this.#connection.tell({ kind: 'allow', stream, count });
      };
      subscriber.add(demand?.subscribe({ next: allow, error: error => subscriber.error(error) }));
    });
  }

  async swap(key: string, expected: number, bytes: Uint8Array): Promise<number | undefined> {
    checkSwap('swap', key, expected, bytes);
    return this.#connection.call({ kind: 'swap', key, expected, bytes });
  }

  watch(key: string): Observable<VersionedValue> {
    checkName('watch', 'key', key);
    return new Observable(subscriber => {
      const stream = this.#connection.open(new RemoteWatching(subscriber, key));
      subscriber.add(() => this.#connection.close(stream));
    });
  }
}

/** One subscription that reads entries of a remote log. */
class RemoteEntryStream implements RemoteStream {
  readonly #subscriber: Subscriber<LogEntry>;
  readonly #topics: readonly string[];
  readonly #until: 'end' | undefined;
  #from: number;
  /** The number of entries that may still come. */
  #allowed: number;

  constructor(
    subscriber: Subscriber<LogEntry>,
    { topics, from, until, allowed }: Omit<Extract<StreamRequest, { readonly kind: 'read' }>, 'kind'>,
  ) {
    this.#subscriber = subscriber;
    this.#topics = topics;
    this.#from = from;
    this.#until = until;
    this.#allowed = allowed;
  }

  get begun(): boolean {
    return this.#from > 0;
  }

  get request(): StreamRequest {
    const allowed = Math.max(0, this.#allowed);
    return { kind: 'read', topics: this.#topics, from: this.#from, until: this.#until, allowed };
  }

  /** Notes that so many more entries may come. */
  allow(count: number): void {
    this.#allowed += count;
  }

  take(message: StreamMessage): number {
    if (message.kind === 'end') this.#subscriber.complete();
    if (message.kind === 'failure') this.fail(arrived(message.error));
    if (message.kind !== 'entries') return 0;
    for (const entry of unpacked(message)) {
      if (this.#subscriber.closed) break;
      // A reading that was opened again may have been under way before.
      if (entry.sequence < this.#from) continue;
      this.#allowed--;
      this.#from = entry.sequence + 1;
      this.#subscriber.next(entry);
    }
    return message.heads.length;
  }

  fail(error: unknown): void {
    this.#subscriber.error(error);
  }
}

/** One subscription that watches a key of a remote log. */
class RemoteWatching implements RemoteStream {
  readonly #subscriber: Subscriber<VersionedValue>;
  readonly request: StreamRequest;
  #seen = 0;

  constructor(subscriber: Subscriber<VersionedValue>, key: string) {
    this.#subscriber = subscriber;
    this.request = { kind: 'watch', key };
  }

  get begun(): boolean {
    return this.#seen > 0;
  }

  take(message: StreamMessage): number {
    if (message.kind === 'end') this.#subscriber.complete();
    if (message.kind === 'failure') this.fail(arrived(message.error));
    if (message.kind !== 'value') return 0;
    const { version, bytes } = message;
    // The next server begins with the present value again.
    if (version > this.#seen) {
      this.#seen = version;
      this.#subscriber.next({ version, bytes });
    }
    return 1;
  }

  fail(error: unknown): void {
    this.#subscriber.error(error);
  }
}
