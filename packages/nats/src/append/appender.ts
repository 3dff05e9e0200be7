import { nuid } from '@nats-io/nats-core';
import { type AppendOptions, LogError } from '@thalweg/log';
import { checkEpoch, deposed, fastestSha256, isEpoch, Opener } from '@thalweg/log/engine';
import { type Link, retrying, unavailable } from '../link/link.ts';
import type { Subjects } from '../link/subjects.ts';
import { LARGEST_ENTRY, SMALLEST_CHUNK, storeChunks } from './chunks.ts';
import { EPOCH, type Message, type Publisher, SEAL, type Stored } from './publisher.ts';

/** What a message may have besides the payload: its headers, of which an id of 200 characters may take 2 kB. */
const HEADROOM = 4096;

/** Stores entries: small ones as messages, large ones in chunks, those of an epoch behind its fence. */
export class Appender {
  readonly #publisher: Publisher;
  readonly #fence: EpochFence;
  readonly #subjects: Subjects;
  readonly #mostBytes: () => number;
  /** Ids for entries that have none, so that all can be sent again. */
  readonly #prefix = nuid.next();
  /** For each topic with an entry in chunks under way, the time when the last one before the next has been sent. */
  readonly #turns = new Map<string, Promise<void>>();
  #count = 0;

  constructor(publisher: Publisher, fence: EpochFence, subjects: Subjects, mostBytes: () => number) {
    this.#publisher = publisher;
    this.#fence = fence;
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
      return this.#fence.publish(topic, { ...message, subject: fenced, epoch, chunked });
    const subject = this.#subjects.entry(topic, chunked === true ? 'c' : 'p');
    if (epoch === 0) return this.#fence.publishWithoutTerm(topic, { ...message, subject }, fenced);
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

/** The last entry of a topic that an epoch has written: its sequence, and the epoch, which is the largest one so far; 0 if its seal does not hold. */
interface Last {
  readonly sequence: number;
  readonly epoch: number;
}

const NOBODY: Last = { sequence: 0, epoch: 0 };

/** No message has this sequence: the server refuses what expects it, unless it knows its id. */
const NEVER = Number.MAX_SAFE_INTEGER;

/**
 * Writes the entries of epochs, each of which the server takes only behind the entry that this writer knows to be the last
 * one. So it refuses a writer whose epoch has ended, however late its entry arrives. The price is one entry of a topic at a
 * time. Behind an entry without a seal that holds, which somebody else has written, any epoch is taken: readers drop what does
 * not count.
 */
export class EpochFence {
  readonly #publisher: Publisher;
  readonly #link: Link;
  readonly #stream: string;
  readonly #last = new Map<string, Last>();
  readonly #turns = new Map<string, Promise<unknown>>();
  /** The look-up of an epoch under way: all entries without a term wait for the same one, so that they keep their order. */
  readonly #lookUps = new Map<string, Promise<Last>>();
  readonly #patience: number;

  constructor(
    publisher: Publisher,
    link: Link,
    { stream, patience }: { readonly stream: string; readonly patience: number },
  ) {
    this.#publisher = publisher;
    this.#link = link;
    this.#stream = stream;
    this.#patience = patience;
  }

  /**
   * Stores the entry of an epoch and returns its sequence.
   *
   * - **Rejects** with a `LogError` `'deposed'` if a larger epoch has written to the subject
   */
  publish(topic: string, message: Message & { readonly epoch: number }): Promise<number> {
    const sealed = { ...message, seal: epochSeal(topic, message.epoch, message.bytes) };
    const turn = (this.#turns.get(topic) ?? Promise.resolve()).then(() => this.#write(topic, sealed));
    this.#turns.set(
      topic,
      turn.catch(() => undefined),
    );
    return turn;
  }

  /**
   * Stores an entry of a writer without a term, at the speed of those without an epoch.
   *
   * - **Rejects** with a `LogError` `'deposed'` if this log knows of an epoch, which it looks up once
   */
  async publishWithoutTerm(topic: string, message: Message, fenced: string): Promise<number> {
    const known = this.#lookUps.has(fenced) ? undefined : this.#last.get(fenced);
    const { epoch } = known ?? (await this.#lookUpOnce(topic, fenced));
    const outcome = await this.#publisher.publish(epoch === 0 ? message : { ...message, expected: NEVER });
    if (outcome === 'conflict') throw this.#deposed(topic, fenced, { epoch: 0, present: epoch });
    return outcome.sequence;
  }

  async #write(topic: string, message: Message & { readonly epoch: number }): Promise<number> {
    const { subject, epoch } = message;
    for (;;) {
      const last = this.#last.get(subject) ?? (await this.#lookUp(topic, subject));
      if (epoch >= last.epoch) checkEpoch(topic, epoch, last.epoch);
      const expected = epoch < last.epoch ? NEVER : last.sequence;
      const outcome = await this.#publisher.publish({ ...message, expected });
      if (outcome !== 'conflict') return this.#stored(subject, outcome, epoch);
      if (expected === NEVER) throw this.#deposed(topic, subject, { epoch, present: last.epoch });
      this.#last.delete(subject);
    }
  }

  #stored(subject: string, { sequence, duplicate }: Stored, epoch: number): number {
    // An entry that was there before may not be the last one.
    if (duplicate) this.#last.delete(subject);
    else this.#last.set(subject, { sequence, epoch });
    return sequence;
  }

  /** The entry that ended the term is looked for again next time: it may have been deleted. */
  #deposed(topic: string, subject: string, { epoch, present }: { epoch: number; present: number }): LogError {
    this.#last.delete(subject);
    return deposed(topic, epoch, present);
  }

  #lookUpOnce(topic: string, subject: string): Promise<Last> {
    const underWay = this.#lookUps.get(subject);
    if (underWay !== undefined) return underWay;
    const lookUp = this.#lookUp(topic, subject);
    this.#lookUps.set(subject, lookUp);
    const end = (): unknown => this.#lookUps.delete(subject);
    lookUp.then(end, end);
    return lookUp;
  }

  async #lookUp(topic: string, subject: string): Promise<Last> {
    const { streams } = this.#link.manager;
    const deadline = performance.now() + this.#patience;
    const inTime = (): boolean => performance.now() < deadline;
    const query = { last_by_subj: subject };
    const message = await retrying(this.#link, inTime, () => streams.getMessage(this.#stream, query)).catch(
      (error: unknown) => {
        throw unavailable('append', 'the server must tell the epoch of the topic', error, 'Append the entry again.');
      },
    );
    const last = message === null ? NOBODY : { sequence: message.seq, epoch: sealedEpochOf(topic, message) };
    this.#last.set(subject, last);
    return last;
  }
}

/** A message of the stream. */
interface StoredMessage {
  readonly data: Uint8Array;
  readonly header: { get(name: string): string };
}

/** Returns the seal of an epoch: a SHA-256 of the topic, the epoch and the bytes of the message. */
export function epochSeal(topic: string, epoch: number, bytes: Uint8Array): string {
  const head = new TextEncoder().encode(`thalweg-epoch\n${topic}\n${epoch}\n`);
  const all = new Uint8Array(head.length + bytes.length);
  all.set(head);
  all.set(bytes, head.length);
  return Array.from(fastestSha256()(all), byte => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Returns the epoch of a message. It counts only with a seal that holds: that of the message, or, for one of an older release,
 * that of the value of a topic in it. Returns 0 for a message of anybody else, which ends no term.
 */
export function sealedEpochOf(topic: string, message: StoredMessage): number {
  let text: string;
  let seal: string;
  try {
    [text, seal] = [message.header.get(EPOCH), message.header.get(SEAL)];
  } catch {
    // Headers are parsed when they are asked for, and those of others may be none.
    return 0;
  }
  const epoch = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  if (!isEpoch(epoch)) return 0;
  const holds =
    seal === ''
      ? new Opener(topic).open(message.data)?.epoch === epoch
      : seal === epochSeal(topic, epoch, message.data);
  return holds ? epoch : 0;
}
