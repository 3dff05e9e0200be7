import {
  DiscardPolicy,
  jetstream,
  JetStreamApiCodes,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { nanos, type NatsConnection, nuid } from '@nats-io/nats-core';
import {
  type AppendOptions,
  type Log,
  type LogEntry,
  LogError,
  type ReadOptions,
  type VersionedValue,
} from '@thalweg/log';
import { checkAppend, checkName, checkRead, checkSwap } from '@thalweg/log/engine';
import { Observable } from 'rxjs';
import { Appender, chunkSize } from '../append/appender.ts';
import { Publisher } from '../append/publisher.ts';
import { Reigns } from '../append/reigns.ts';
import { closed, type Link, openLink, retrying, unavailable } from '../link/link.ts';
import type { Drops } from '../read/continuity.ts';
import type { Delivery } from '../read/delivery.ts';
import { EntryDecoder } from '../read/entry-decoder.ts';
import { MessageStream, type MessageStreamOptions } from '../read/message-stream.ts';
import { watchKey } from '../read/watch-key.ts';
import { Subjects } from '../link/subjects.ts';
import { type CheckedOptions, DUPLICATE_WINDOW } from './nats-log-options.ts';

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
      const stream: MessageStreamOptions<LogEntry> = {
        stream: this.#stream,
        subjects,
        from,
        drops: this.#drops,
        last: () => (until === 'end' ? lastOf(this.#link, this.#stream, subjects) : Promise.resolve(Infinity)),
        decode: decoder.decode.bind(decoder),
        unreadable: unreadable === 'emit' ? unreadEntry : undefined,
      };
      const messages = new MessageStream(this.#link, stream, subscriber, demand === undefined ? Infinity : 0);
      subscriber.add(
        demand?.subscribe({ next: count => messages.allow(count), error: error => subscriber.error(error) }),
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

/** Creates the stream of a log and its bucket of keys, where they are not there. Returns what the stream drops. */
async function createStorage(link: Link, subjects: Subjects, options: CheckedOptions): Promise<Drops> {
  const deadline = performance.now() + options.patience;
  const create = async (): Promise<Drops> => {
    const { max_msgs, max_bytes, max_age } = await createStream(link, subjects, options);
    await new Kvm(jetstream(link.connection)).create(options.name, { history: 1, replicas: options.replicas });
    return max_msgs > 0 || max_bytes > 0 || max_age > 0 ? 'oldest' : 'nothing';
  };
  try {
    return await retrying(link, () => performance.now() < deadline, create);
  } catch (error) {
    throw unavailable(
      'natsLog',
      'the server must store the log',
      error,
      'See the limits of JetStream and the account.',
    );
  }
}

interface Limits {
  readonly max_msgs: number;
  readonly max_bytes: number;
  readonly max_age: number;
}

async function createStream({ manager }: Link, subjects: Subjects, options: CheckedOptions): Promise<Limits> {
  const { name, replicas, keep } = options;
  try {
    return (await manager.streams.info(name)).config;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const age = keep.age === undefined ? 0 : nanos(keep.age);
  const { config } = await manager.streams.add({
    name,
    subjects: [subjects.all],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    max_msgs: keep.entries ?? -1,
    max_bytes: keep.bytes ?? -1,
    max_age: age,
    // The server wants no window that is longer than what it keeps.
    duplicate_window: age === 0 ? nanos(DUPLICATE_WINDOW) : Math.min(nanos(DUPLICATE_WINDOW), age),
    allow_direct: true,
    num_replicas: replicas,
  });
  return config;
}

function isMissing(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;
}

/** Returns the sequence of the last message of some subjects, which may have wildcards; 0 if there is none. */
async function lastOf({ manager }: Link, stream: string, subjects: readonly string[]): Promise<number> {
  const messages = await Promise.all(
    subjects.map(subject => manager.streams.getMessage(stream, { last_by_subj: subject })),
  );
  return Math.max(0, ...messages.map(message => message?.seq ?? 0));
}
