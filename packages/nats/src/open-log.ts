import type { NatsConnection } from '@nats-io/nats-core';
import type { AppendOptions, Log, LogEntry, ReadOptions, VersionedValue } from '@thalweg/log';
import { LogError } from '@thalweg/log';
import { checkAppend, checkName, checkRead, checkSwap } from '@thalweg/log/engine';
import { nuid } from '@nats-io/nats-core';
import { Observable } from 'rxjs';
import { Appender, chunkSize } from './append/appender.ts';
import { Publisher } from './append/publisher.ts';
import { Reigns } from './append/reigns.ts';
import { createStorage } from './link/create-storage.ts';
import { closed, openLink, unavailable, type Link } from './link/link.ts';
import type { CheckedOptions } from './nats-log-options.ts';
import type { Drops } from './read/continuity.ts';
import type { Delivery } from './read/delivery.ts';
import { EntryDecoder } from './read/entry-decoder.ts';
import { lastOf } from './read/last-of.ts';
import { Reading, type ReadingPlan } from './read/reading.ts';
import { watchKey } from './read/watch-key.ts';
import { Subjects } from './subjects.ts';

/** A log in NATS JetStream. */
export interface NatsLog extends Log {
  /** Closes the log: what is under way fails with the reason `'closed'`. */
  close(): Promise<void>;
}

/** Connects to one of some servers, as Node or a page does. */
export type Connect = (servers: readonly string[]) => Promise<NatsConnection>;

/** Opens a log over a connection. */
export async function openLog(options: CheckedOptions, connect: Connect): Promise<NatsLog> {
  const { name, inFlight, patience } = options;
  const { connection = await connected(connect, options.servers) } = options;
  const link = await openLink(connection, options.connection === undefined);
  const subjects = new Subjects(name);
  try {
    const drops = await createStorage(link, subjects, options);
    const publisher = new Publisher(link, { inFlight, patience });
    return new JetStreamLog(link, publisher, subjects, { name, drops, patience });
  } catch (error) {
    await link.close();
    throw error;
  }
}

/** Returns what a reader that asks for it gets for a message that is no entry. */
function unreadEntry({ sequence, time }: Delivery, unreadable: LogError): LogEntry {
  return { topic: '', sequence, time, bytes: new Uint8Array(0), unreadable };
}

async function connected(
  connect: Connect,
  servers: string | readonly string[] = 'nats://127.0.0.1:4222',
): Promise<NatsConnection> {
  const list = typeof servers === 'string' ? [servers] : servers;
  try {
    return await connect(list);
  } catch (error) {
    throw unavailable('natsLog', `a server must be at ${list.join(', ')}`, error, 'Start one: nats-server -js.');
  }
}

interface LogSettings {
  readonly name: string;
  readonly drops: Drops;
  readonly patience: number;
}

class JetStreamLog implements NatsLog {
  readonly #link: Link;
  readonly #publisher: Publisher;
  readonly #appender: Appender;
  readonly #subjects: Subjects;
  readonly #stream: string;
  readonly #drops: Drops;
  /** Names the swaps of this log, so that each can be sent again. */
  readonly #prefix = nuid.next();
  #swaps = 0;

  constructor(link: Link, publisher: Publisher, subjects: Subjects, { name, drops, patience }: LogSettings) {
    this.#link = link;
    this.#publisher = publisher;
    this.#subjects = subjects;
    this.#stream = name;
    this.#drops = drops;
    const reigns = new Reigns(publisher, link, { stream: name, patience });
    this.#appender = new Appender(publisher, reigns, subjects, () => this.#mostBytes);
  }

  // An async function, so that what is wrong with the arguments rejects.
  async append(topic: string, bytes: Uint8Array, options?: AppendOptions): Promise<number> {
    return this.#appender.append(topic, bytes, checkAppend('append', topic, bytes, options));
  }

  read(topics: string | readonly string[], from: number, options?: ReadOptions): Observable<LogEntry> {
    const { topics: names, demand, until, unreadable } = checkRead('read', topics, from, options);
    const subjects = names.map(topic => this.#subjects.topic(topic));
    return new Observable(subscriber => {
      if (this.#link.closed) return subscriber.error(closed('read'));
      const decoder = new EntryDecoder(this.#link, this.#stream, this.#subjects);
      const plan: ReadingPlan<LogEntry> = {
        stream: this.#stream,
        subjects,
        from,
        drops: this.#drops,
        last: () => (until === 'end' ? lastOf(this.#link, this.#stream, subjects) : Promise.resolve(Infinity)),
        decode: decoder.decode.bind(decoder),
        unreadable: unreadable === 'emit' ? unreadEntry : undefined,
      };
      const reading = new Reading(this.#link, plan, subscriber, demand === undefined ? Infinity : 0);
      subscriber.add(
        demand?.subscribe({ next: count => reading.allow(count), error: error => subscriber.error(error) }),
      );
      return undefined;
    });
  }

  async swap(key: string, expected: number, bytes: Uint8Array): Promise<number | undefined> {
    checkSwap('swap', key, expected, bytes);
    const most = chunkSize(this.#mostBytes);
    if (bytes.length > most)
      throw new LogError(
        'invalid',
        'swap',
        `a value must have at most ${most} bytes`,
        String(bytes.length),
        'Append it, and put its sequence into the key.',
      );
    const id = `${this.#prefix}.${++this.#swaps}`;
    const outcome = await this.#publisher.publish({ subject: this.#subjects.key(key), bytes, id, expected });
    return outcome === 'conflict' ? undefined : outcome.sequence;
  }

  watch(key: string): Observable<VersionedValue> {
    checkName('watch', 'key', key);
    return watchKey(this.#link, { stream: `KV_${this.#stream}`, subject: this.#subjects.key(key) });
  }

  async close(): Promise<void> {
    await this.#link.close();
  }

  get #mostBytes(): number {
    return this.#link.connection.info?.max_payload ?? 1024 * 1024;
  }
}
