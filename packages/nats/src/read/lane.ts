import { LogError } from '@thalweg/log';
import { trimmed } from '@thalweg/log/engine';
import type { Link } from '../link/link.ts';
import { type ConsumerListener, type Delivery, ServerConsumer } from './server-consumer.ts';

/** Messages that are asked for or wait in a lane at most. */
const MOST = 2048;

/** Bytes that wait at most before no more is asked for. */
const MOST_BYTES = 8 * 1024 * 1024;

/** The source of the messages of a lane. */
export interface LaneSource {
  readonly stream: string;
  /** A subject, which may have wildcards. */
  readonly subject: string;
  readonly from: number;
  readonly drops: Drops;
}

/** Callbacks of a lane. */
export interface LaneListener {
  /** There may be something to take. */
  filled(): void;
  broken(): void;
}

/** The messages of one subject on their way to a reader: those that were delivered wait here until they are taken. */
export class Lane implements ConsumerListener {
  readonly continuity: Continuity;
  readonly #link: Link;
  readonly #source: LaneSource;
  readonly #listener: LaneListener;
  #consumer: ServerConsumer | undefined;
  /** Messages from `#first` on wait. */
  #queue: Delivery[] = [];
  #first = 0;
  #bytes = 0;
  /** Up to this sequence, all messages of the subject were delivered. */
  #clear: number;
  /** Whether the server has a message that has not come yet. */
  #awaits = false;

  constructor(link: Link, source: LaneSource, listener: LaneListener) {
    this.#link = link;
    this.#source = source;
    this.#listener = listener;
    this.#clear = source.from - 1;
    this.continuity = new Continuity(link, source);
  }

  /** The message that is next to take. */
  get head(): Delivery | undefined {
    return this.#queue[this.#first];
  }

  get awaits(): boolean {
    return this.#awaits;
  }

  /** The sequence of the last message that waits; 0 if none does. */
  get lastWaiting(): number {
    return this.#queue.at(-1)?.sequence ?? 0;
  }

  /** True if no message up to a sequence is missing. */
  isClear(sequence: number): boolean {
    return this.head !== undefined || sequence <= this.#clear;
  }

  take(): void {
    const { bytes, sequence } = this.#queue[this.#first]!;
    this.#bytes -= bytes.length;
    this.#clear = sequence;
    if (++this.#first < this.#queue.length) return;
    this.#queue = [];
    this.#first = 0;
  }

  /** Finds out whether messages are missing up to a sequence, which is that of a message of another subject. */
  async look(sequence: number): Promise<void> {
    const { stream, subject } = this.#source;
    const query = { seq: Math.max(1, this.continuity.next), next_by_subj: subject };
    const found = await this.#link.manager.streams.getMessage(stream, query);
    if (found === null || found.seq > sequence) this.#clear = Math.max(this.#clear, sequence);
    // It may have come meanwhile.
    else this.#awaits = this.head === undefined;
  }

  /** Makes a consumer in the server, in the place of the one before, unless it is late for that. */
  async open(ends: StreamEnds, isLatest: () => boolean): Promise<void> {
    // An attempt that failed halfway may have made one.
    this.#consumer?.close();
    this.continuity.begin(ends);
    this.#awaits = false;
    const { stream, subject } = this.#source;
    const consumer = new ServerConsumer(this.#link, { stream, subject, from: this.continuity.next }, this);
    try {
      await consumer.create();
    } finally {
      if (isLatest()) this.#consumer = consumer;
      else consumer.close();
    }
  }

  /** Asks for more, of which so many may wait, once three quarters of them were taken. */
  request(demanded: number): void {
    const consumer = this.#consumer;
    if (consumer === undefined || consumer.closed || this.#bytes >= MOST_BYTES) return;
    const most = Math.min(MOST, demanded);
    const waiting = this.#queue.length - this.#first + consumer.outstanding;
    if (waiting < most && waiting <= most / 4) consumer.request(most - waiting);
  }

  close(): void {
    this.#consumer?.close();
    this.#consumer = undefined;
  }

  received(delivery: Delivery): void {
    this.continuity.delivered(delivery.sequence);
    this.#queue.push(delivery);
    this.#bytes += delivery.bytes.length;
    this.#awaits = false;
    this.#listener.filled();
  }

  requestEnded(): void {
    this.#listener.filled();
  }

  idle(consumer: ServerConsumer): void {
    if (this.#source.drops !== 'oldest') return;
    // A lost connection shows elsewhere.
    this.continuity.waits(consumer).catch(() => undefined);
  }

  broken(): void {
    this.#listener.broken();
  }
}

/** The messages that a stream drops: none (`'nothing'`), its oldest messages, or each one that a newer one of its subject replaces. */
export type Drops = 'nothing' | 'oldest' | 'replaced';

/** A stream, and the sequence from which it is read. */
interface ContinuitySource {
  readonly stream: string;
  readonly from: number;
  readonly drops: Drops;
}

/** The first and the last sequence of a stream, and when it was created, as the server says. */
interface StreamEnds {
  readonly first: number;
  readonly last: number;
  readonly created: string;
}

/** Returns the ends of a stream. */
export async function endsOf({ manager }: Link, stream: string): Promise<StreamEnds> {
  const { state, created } = await manager.streams.info(stream);
  return { first: state.first_seq, last: state.last_seq, created };
}

/**
 * Watches that a reader misses nothing. A server passes over messages that it has dropped meanwhile without a word, and one
 * that lost its last writes, as after a power cut, gives their sequences to other messages.
 */
export class Continuity {
  readonly #link: Link;
  readonly #stream: string;
  readonly #drops: Drops;
  /** All messages up to this sequence were delivered, or there are none; undefined before the first one of a reader of all. */
  #seen: number | undefined;
  /** The first sequences that were passed over and may have been dropped, and the message behind them. */
  #gap: { readonly start: number; readonly end: number } | undefined;
  /** When the stream was created that the reader began with. */
  #created: string | undefined;

  constructor(link: Link, { stream, from, drops }: ContinuitySource) {
    this.#link = link;
    this.#stream = stream;
    this.#drops = drops;
    this.#seen = from === 0 ? undefined : from - 1;
  }

  /** The sequence from which to read on; 0 before the first message of a reader of all. */
  get next(): number {
    return this.#seen === undefined ? 0 : this.#seen + 1;
  }

  /**
   * Checks the ends of the stream before a consumer begins.
   *
   * - **Throws** {@link LogError} `'trimmed'` if messages are no longer kept, and `'damaged'` if the stream ends before what
   *   was read, or is another one
   */
  begin({ first, last, created }: StreamEnds): void {
    this.#created ??= created;
    if (created !== this.#created) throw replaced(this.#created, created);
    if (this.#drops !== 'replaced' && this.next > 0 && first > this.next) throw trimmed(this.next, first);
    if (this.next > last + 1) throw lost(this.next, last);
  }

  /** Notes that a message was delivered. */
  delivered(sequence: number): void {
    const { next } = this;
    if (this.#drops === 'oldest' && next > 0 && sequence > next) this.#gap ??= { start: next, end: sequence };
    this.#seen = sequence;
  }

  /** True if nothing was dropped before a message that was delivered, as far as is known. */
  covers(sequence: number): boolean {
    return this.#gap === undefined || sequence < this.#gap.end;
  }

  /**
   * Makes sure of all that was delivered: what is kept now was not dropped before.
   *
   * - **Rejects** with a {@link LogError} `'trimmed'`
   */
  async confirm(): Promise<void> {
    const { start } = this.#gap!;
    this.#gap = undefined;
    const { first } = await endsOf(this.#link, this.#stream);
    if (first > start) throw trimmed(start, first);
  }

  /** Notes how far a reader has come that waits while others write: what they wrote and is dropped was not for it. */
  async waits(consumer: ServerConsumer): Promise<void> {
    const seen = this.#seen;
    const { last } = await endsOf(this.#link, this.#stream);
    if (seen !== undefined && (await consumer.hasDeliveredAll()) && this.#seen === seen) this.#seen = last;
  }
}

function replaced(before: string, now: string): LogError {
  return new LogError(
    'damaged',
    'read',
    `the log must be the one that was read before, created ${before}`,
    `one created ${now}`,
    "Somebody has deleted the stream or the server's files: restore them, or begin again from 0.",
  );
}

function lost(next: number, last: number): LogError {
  return new LogError(
    'damaged',
    'read',
    `the log must reach up to sequence ${next - 1}, which was read before`,
    `a log that ends at ${last}`,
    "Its last entries are lost, as after a power cut; with sync_interval: always they stay. Restore the server's files, or take an older snapshot.",
  );
}
