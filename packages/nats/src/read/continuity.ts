import { LogError } from '@thalweg/log';
import { trimmed } from '@thalweg/log/engine';
import type { Link } from '../link/link.ts';
import type { ServerConsumer } from './server-consumer.ts';

/** The messages that a stream drops: none (`'nothing'`), its oldest messages, or each one that a newer one of its subject replaces. */
export type Drops = 'nothing' | 'oldest' | 'replaced';

/** A stream, and the sequence from which it is read. */
interface ContinuitySource {
  readonly stream: string;
  readonly from: number;
  readonly drops: Drops;
}

/** The first and the last sequence of a stream, and when it was created, as the server says. */
export interface StreamEnds {
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
 * Watches that a reading misses nothing. A server passes over messages that it has dropped meanwhile without a word, and one
 * that lost its last writes, as after a power cut, gives their sequences to other messages.
 */
export class Continuity {
  readonly #link: Link;
  readonly #stream: string;
  readonly #drops: Drops;
  /** All messages up to this sequence were delivered, or there are none; undefined before the first one of a reading of all. */
  #seen: number | undefined;
  /** The first sequences that were passed over and may have been dropped, and the message behind them. */
  #gap: { readonly start: number; readonly end: number } | undefined;
  /** When the stream was created that the reading began with. */
  #created: string | undefined;

  constructor(link: Link, { stream, from, drops }: ContinuitySource) {
    this.#link = link;
    this.#stream = stream;
    this.#drops = drops;
    this.#seen = from === 0 ? undefined : from - 1;
  }

  /** The sequence from which to read on; 0 before the first message of a reading of all. */
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

  /** Notes how far a reading has come that waits while others write: what they wrote and is dropped was not for it. */
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
