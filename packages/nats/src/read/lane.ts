import type { Link } from '../link/link.ts';
import { Continuity, type Drops, type StreamEnds } from './continuity.ts';
import type { Delivery } from './delivery.ts';
import { ServerConsumer, type ConsumerListener } from './server-consumer.ts';

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

/** The messages of one subject on their way to a reading: those that were delivered wait here until they are taken. */
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
