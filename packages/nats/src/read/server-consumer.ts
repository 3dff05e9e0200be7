import { AckPolicy, DeliverPolicy, ReplayPolicy } from '@nats-io/jetstream';
import { createInbox, type Msg, nanos, nuid, type Subscription } from '@nats-io/nats-core';
import type { Link } from '../link/link.ts';

/**
 * The messages of a consumer: those of a subject of a stream, from a sequence on. It is one subject, because a server of
 * version 2.10 looks at every message before the next one if there are several.
 */
export interface ConsumerRange {
  readonly stream: string;
  readonly subject: string;
  readonly from: number;
}

/** Callbacks of a consumer. */
export interface ConsumerListener {
  received(delivery: Delivery): void;
  /** A request came to its end: there is room for another one. */
  requestEnded(): void;
  /** Nothing was there to deliver for some seconds. */
  idle(consumer: ServerConsumer): void;
  /** The consumer delivers nothing more. */
  broken(): void;
}

/** The server ends a request after so long, and says every `HEARTBEAT` ms that it still works. */
const EXPIRES = 30_000;

const HEARTBEAT = 5_000;

/** The server forgets a consumer after so long without a request. */
const FORGOTTEN = 60_000;

/** Bytes that a request asks for at most, so that a server does not wait for room to send. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * One consumer of the server without acknowledgements, and the requests to it. It is used until anything goes wrong; the
 * reader makes another one then, behind the last message that came.
 */
export class ServerConsumer {
  readonly #link: Link;
  readonly #range: ConsumerRange;
  readonly #listener: ConsumerListener;
  readonly #name = nuid.next();
  readonly #inbox = createInbox();
  readonly #subscription: Subscription;
  #count = 0;
  #outstanding = 0;
  #watch: ReturnType<typeof setTimeout> | undefined;
  /** Whether a message came since the last look. */
  #worked = false;
  #closed = false;

  constructor(link: Link, range: ConsumerRange, listener: ConsumerListener) {
    this.#link = link;
    this.#range = range;
    this.#listener = listener;
    this.#subscription = link.connection.subscribe(this.#inbox, { callback: (_, message) => this.#received(message) });
  }

  /** The number of messages that were asked for and did not come yet. */
  get outstanding(): number {
    return this.#outstanding;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** True if the server has nothing more to deliver for now, and all that it delivered came. */
  async hasDeliveredAll(): Promise<boolean> {
    const info = await this.#link.manager.consumers.info(this.#range.stream, this.#name);
    return !this.#closed && info.num_pending === 0 && info.delivered.consumer_seq === this.#count;
  }

  /** Creates the consumer in the server. */
  async create(): Promise<void> {
    const { stream, subject, from } = this.#range;
    await this.#link.manager.consumers.add(stream, {
      name: this.#name,
      filter_subject: subject,
      deliver_policy: from === 0 ? DeliverPolicy.All : DeliverPolicy.StartSequence,
      ...(from === 0 ? {} : { opt_start_seq: from }),
      ack_policy: AckPolicy.None,
      replay_policy: ReplayPolicy.Instant,
      inactive_threshold: nanos(FORGOTTEN),
      mem_storage: true,
      num_replicas: 1,
    });
    if (this.#closed) this.#delete();
  }

  /** Asks for so many messages more. */
  request(batch: number): void {
    const { connection, manager } = this.#link;
    const bytes = Math.max(MOST_BYTES, 2 * (connection.info?.max_payload ?? 0));
    this.#outstanding += batch;
    const options = { batch, max_bytes: bytes, expires: nanos(EXPIRES), idle_heartbeat: nanos(HEARTBEAT) };
    const prefix = manager.getOptions().apiPrefix ?? '$JS.API';
    const subject = `${prefix}.CONSUMER.MSG.NEXT.${this.#range.stream}.${this.#name}`;
    connection.publish(subject, JSON.stringify(options), { reply: this.#inbox });
    this.#watchAgain();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#watch);
    // The connection may be somebody else's, and stay open when the log is closed.
    if (!this.#link.connection.isClosed()) this.#subscription.unsubscribe();
    this.#delete();
  }

  #received(message: Msg): void {
    if (this.#closed) return;
    // What the server says itself asks for no reply.
    if (message.reply === undefined || message.reply === '') return this.#status(message);
    const delivery = deliveryOf(message);
    // Messages were lost on the way, as when the server found this client too slow.
    if (delivery === undefined || delivery.count !== ++this.#count) return this.#break();
    this.#worked = true;
    this.#outstanding--;
    this.#listener.received(delivery);
  }

  #status({ headers }: Msg): void {
    const code = headers?.code;
    if (code === 100) {
      this.#watchAgain();
      return this.#listener.idle(this);
    }
    // An end of the request by time, number or bytes says how much of it is left.
    const pending = Number(headers?.get('Nats-Pending-Messages') || NaN);
    if (!(Number.isSafeInteger(pending) && pending >= 0 && pending <= this.#outstanding)) return this.#break();
    this.#outstanding -= pending;
    this.#watchAgain();
    this.#listener.requestEnded();
  }

  #watchAgain(): void {
    clearTimeout(this.#watch);
    if (!this.#closed) this.#watch = setTimeout(() => this.#late(), 2.5 * HEARTBEAT);
  }

  /** No heartbeat came, and unless there were messages, nothing at all. */
  #late(): void {
    const worked = this.#worked;
    this.#worked = false;
    if (worked) this.#watchAgain();
    else if (this.#outstanding > 0) this.#break();
  }

  #break(): void {
    if (this.#closed) return;
    this.close();
    this.#listener.broken();
  }

  /** Best effort: the server forgets the consumer anyway. */
  #delete(): void {
    if (this.#link.up) this.#link.manager.consumers.delete(this.#range.stream, this.#name).catch(() => undefined);
  }
}

/** A message that a consumer of the server delivered. */
export interface Delivery {
  readonly message: Msg;
  readonly bytes: Uint8Array;
  /** Its number in the stream. */
  readonly sequence: number;
  /** Its number among those of the consumer, from 1. */
  readonly count: number;
  /** When the server stored it, in ms since 1970. */
  readonly time: number;
}

/** A reply subject is `$JS.ACK.<stream>.<consumer>.<deliveries>.…`; newer servers name domain and account before the stream. */
const DOTS_BEFORE_SEQUENCE = 5;

const MORE_DOTS = 2;

/**
 * Reads where a message stands from the subject for its acknowledgement, which nobody sends; `undefined` for a message of
 * somebody else than a consumer.
 */
export function deliveryOf(message: Msg): Delivery | undefined {
  const reply = message.reply!;
  const dots = dotsIn(reply) > 8 ? DOTS_BEFORE_SEQUENCE + MORE_DOTS : DOTS_BEFORE_SEQUENCE;
  let start = 0;
  for (let dot = 0; dot < dots; dot++) start = reply.indexOf('.', start) + 1;
  const sequenceEnd = reply.indexOf('.', start);
  const countEnd = reply.indexOf('.', sequenceEnd + 1);
  const timeEnd = reply.indexOf('.', countEnd + 1);
  const { data } = message;
  const sequence = Number(reply.slice(start, sequenceEnd));
  const count = Number(reply.slice(sequenceEnd + 1, countEnd));
  // Nanoseconds, which no number holds exactly.
  const time = Number(reply.slice(countEnd + 1, timeEnd - 6));
  if (!isCount(sequence) || !isCount(count) || !Number.isFinite(time)) return undefined;
  // Node gives buffers, whose class is another one.
  return { message, bytes: new Uint8Array(data.buffer, data.byteOffset, data.length), sequence, count, time };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

function dotsIn(text: string): number {
  let dots = 0;
  for (let i = text.indexOf('.'); i >= 0; i = text.indexOf('.', i + 1)) dots++;
  return dots;
}
