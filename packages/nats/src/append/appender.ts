import { nuid } from '@nats-io/nats-core';
import { LogError, type AppendOptions } from '@thalweg/log';
import type { Subjects } from '../link/subjects.ts';
import { LARGEST_ENTRY, SMALLEST_CHUNK, storeChunks } from './chunks.ts';
import type { Message, Publisher, Stored } from './publisher.ts';
import type { Reigns } from './reigns.ts';

/** What a message may have besides the payload: its headers, of which an id of 200 characters may take 2 kB. */
const HEADROOM = 4096;

/** Stores entries: small ones as messages, large ones in chunks, those of an epoch behind its fence. */
export class Appender {
  readonly #publisher: Publisher;
  readonly #reigns: Reigns;
  readonly #subjects: Subjects;
  readonly #mostBytes: () => number;
  /** Ids for entries that have none, so that all can be sent again. */
  readonly #prefix = nuid.next();
  /** For each topic with an entry in chunks under way, the time when the last one before the next has been sent. */
  readonly #turns = new Map<string, Promise<void>>();
  #count = 0;

  constructor(publisher: Publisher, reigns: Reigns, subjects: Subjects, mostBytes: () => number) {
    this.#publisher = publisher;
    this.#reigns = reigns;
    this.#subjects = subjects;
    this.#mostBytes = mostBytes;
  }

  async append(topic: string, bytes: Uint8Array, { id, epoch }: AppendOptions): Promise<number> {
    // The server knows ids of the stream, a log those of a topic; a header takes no line breaks.
    const unique = id === undefined ? `${this.#prefix}.${++this.#count}` : `${topic}/${encodeURIComponent(id)}`;
    if (bytes.length > LARGEST_ENTRY) throw tooLarge(bytes.length);
    const size = chunkSize(this.#mostBytes());
    const chunked = bytes.length > size;
    if (!chunked && !this.#turns.has(topic)) return this.#write(topic, { bytes, id: unique, epoch, chunked });
    const list = chunked ? storeChunks(this.#publisher, this.#subjects, { topic, bytes, id: unique, size }) : bytes;
    return this.#inTurn(topic, list, payload => this.#write(topic, { bytes: payload, id: unique, epoch, chunked }));
  }

  /** Entries of a topic are stored in the order of the calls, also behind one whose chunks take their time. */
  async #inTurn(
    topic: string,
    list: Uint8Array | Promise<Uint8Array>,
    write: (payload: Uint8Array) => Promise<number>,
  ): Promise<number> {
    const before = this.#turns.get(topic);
    const written = Promise.all([list, before]).then(([payload]) => ({ sequence: write(payload) }));
    const turn = written.then(
      () => undefined,
      () => undefined,
    );
    this.#turns.set(topic, turn);
    void turn.then(() => this.#turns.get(topic) === turn && this.#turns.delete(topic));
    return (await written).sequence;
  }

  async #write(topic: string, { epoch, chunked, ...message }: Omit<Message, 'subject' | 'expected'>): Promise<number> {
    const fenced = this.#subjects.entry(topic, 'e');
    if (epoch !== undefined && epoch > 0)
      return this.#reigns.publish(topic, { ...message, subject: fenced, epoch, chunked });
    const subject = this.#subjects.entry(topic, chunked === true ? 'c' : 'p');
    if (epoch === 0) return this.#reigns.publishWithoutReign(topic, { ...message, subject }, fenced);
    return ((await this.#publisher.publish({ ...message, subject })) as Stored).sequence;
  }
}

/** The bytes of a payload that fit in a message of the server. */
export function chunkSize(mostBytes: number): number {
  return Math.max(SMALLEST_CHUNK, mostBytes - HEADROOM);
}

function tooLarge(length: number): LogError {
  const requirement = `a payload must have at most ${LARGEST_ENTRY} bytes`;
  return new LogError('invalid', 'append', requirement, String(length), 'Append it in parts.');
}
