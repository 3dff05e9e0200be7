import { LogError } from '@thalweg/log';
import type { Subscriber } from 'rxjs';
import { closed, type Link, retrying, unavailable } from '../link/link.ts';
import { endsOf, type Drops } from './continuity.ts';
import type { Delivery } from './delivery.ts';
import { Lane } from './lane.ts';

/** A plan of a reading: its messages, and the item of each. */
export interface MessageStreamOptions<T> {
  readonly stream: string;
  readonly subjects: readonly string[];
  readonly from: number;
  readonly drops: Drops;
  /** Finds the sequence of the last message to read. */
  readonly last: () => Promise<number>;
  /** Returns what is emitted for a message; a promise, if more must be fetched for it. */
  readonly decode: (delivery: Delivery, goesOn: () => boolean) => T | Promise<T>;
  /** Returns what is emitted in place of a message that is damaged, or whose chunks are; without it, the reading ends. */
  readonly unreadable?: ((delivery: Delivery, error: LogError) => T) | undefined;
}

/** The wait before another consumer takes the place of a broken one, in ms. */
const PAUSE = 100;

/**
 * One subscription that reads messages of some subjects in the order of their stream. When the connection or a consumer in
 * the server is lost, it goes on behind the last messages that came.
 */
export class MessageStream<T> {
  readonly #link: Link;
  readonly #options: MessageStreamOptions<T>;
  readonly #subscriber: Subscriber<T>;
  readonly #lanes: readonly Lane[];
  /** Counts the attempts to make consumers: only the latest one goes on. */
  #attempt = 0;
  #allowed: number;
  /** All that was ever allowed: a reading fetches ahead as many as its reader has shown to take. */
  #demanded: number;
  #last: number | undefined;
  #emitted = false;
  #going = false;
  #paused = false;

  constructor(link: Link, options: MessageStreamOptions<T>, subscriber: Subscriber<T>, allowed: number) {
    this.#link = link;
    this.#options = options;
    this.#subscriber = subscriber;
    this.#allowed = this.#demanded = allowed;
    const listener = { filled: () => this.#go(), broken: () => this.#broken() };
    this.#lanes = options.subjects.map(subject => new Lane(link, { ...options, subject }, listener));
    subscriber.add(() => this.#close());
    subscriber.add(
      link.changed.subscribe({
        next: up => up && void this.#open(),
        complete: () => this.#subscriber.error(closed('read')),
      }),
    );
    void this.#open();
  }

  /** Allows so many more items. */
  allow(count: number): void {
    this.#allowed += count;
    this.#demanded += count;
    this.#go();
  }

  #broken(): void {
    const timer = setTimeout(() => void this.#open(), PAUSE);
    this.#subscriber.add(() => clearTimeout(timer));
  }

  /** Makes consumers in the server, in the place of those before. */
  async #open(): Promise<void> {
    const attempt = ++this.#attempt;
    const isLatest = (): boolean => attempt === this.#attempt && !this.#subscriber.closed;
    for (const lane of this.#lanes) lane.close();
    try {
      await retrying(this.#link, isLatest, () => this.#create(isLatest));
    } catch (error) {
      if (isLatest()) this.#fail(error);
    }
  }

  async #create(isLatest: () => boolean): Promise<void> {
    if (!isLatest()) return;
    this.#last ??= await this.#options.last();
    if (this.#last < Math.max(1, this.#options.from)) return void this.#subscriber.complete();
    const ends = await endsOf(this.#link, this.#options.stream);
    if (isLatest()) await Promise.all(this.#lanes.map(lane => lane.open(ends, isLatest)));
    if (isLatest()) this.#go();
  }

  /** Emits what is there and allowed. Whoever allows more, or appends, out of an item is served by the loop under way. */
  #go(): void {
    if (this.#going || this.#subscriber.closed) return;
    this.#going = true;
    while (!this.#subscriber.closed && !this.#paused && this.#step());
    this.#going = false;
    for (const lane of this.#lanes) lane.request(this.#demanded);
  }

  /** Emits an item, or completes. Returns false if there is nothing to do for now. */
  #step(): boolean {
    const lane = this.#nextLane();
    const delivery = lane?.head;
    if (lane === undefined || delivery === undefined) return false;
    if (!lane.continuity.covers(delivery.sequence)) return this.#pauseFor(lane.continuity.confirm(), () => {});
    if (delivery.sequence > this.#last!) return this.#end();
    if (this.#allowed <= 0) return false;
    const unclear = this.#lanes.find(one => !one.isClear(delivery.sequence));
    if (unclear !== undefined) return unclear.awaits ? false : this.#pauseFor(this.#look(unclear), () => {});
    lane.take();
    let item: T | Promise<T>;
    try {
      item = this.#options.decode(delivery, () => !this.#subscriber.closed);
    } catch (error) {
      return this.#cannotRead(delivery, error);
    }
    if (item instanceof Promise)
      return this.#pauseFor(
        item,
        value => this.#emit(delivery, value),
        error => this.#cannotRead(delivery, error),
      );
    this.#emit(delivery, item);
    return true;
  }

  /** Emits what takes the place of a message. Returns false if nothing does, and the reading ends. */
  #cannotRead(delivery: Delivery, error: unknown): boolean {
    const isOfMessage = error instanceof LogError && error.sequence === delivery.sequence;
    if (isOfMessage && this.#passesOver(error)) {
      if (delivery.sequence === this.#last) this.#end();
    } else if (isOfMessage && this.#options.unreadable !== undefined) {
      this.#emit(delivery, this.#options.unreadable(delivery, error));
    } else return this.#fail(error);
    return true;
  }

  /** True at the start of all that is kept: an entry may have lost its first chunks there, and is not kept then. */
  #passesOver(error: unknown): boolean {
    return !this.#emitted && this.#options.from === 0 && isTrimmed(error);
  }

  /** The lane whose message comes first in the stream. */
  #nextLane(): Lane | undefined {
    let next: Lane | undefined;
    let least = Infinity;
    for (const lane of this.#lanes) {
      const sequence = lane.head?.sequence ?? Infinity;
      if (sequence >= least) continue;
      next = lane;
      least = sequence;
    }
    return next;
  }

  /** Finds out for all messages that wait whether one of this lane comes before them. */
  #look(unclear: Lane): Promise<void> {
    const last = Math.max(...this.#lanes.map(lane => lane.lastWaiting));
    return retrying(
      this.#link,
      () => !this.#subscriber.closed,
      () => unclear.look(last),
    );
  }

  #emit({ sequence }: Delivery, item: T): void {
    this.#allowed--;
    this.#emitted = true;
    this.#subscriber.next(item);
    if (sequence === this.#last) this.#end();
  }

  /** Goes on when a promise has settled. */
  #pauseFor<V>(
    promise: Promise<V>,
    then: (value: V) => void,
    failed = (error: unknown): unknown => this.#passesOver(error) || this.#fail(error),
  ): false {
    this.#paused = true;
    promise.then(
      value => {
        this.#paused = false;
        if (!this.#subscriber.closed) then(value);
        this.#go();
      },
      (error: unknown) => {
        this.#paused = false;
        if (!this.#subscriber.closed) failed(error);
        this.#go();
      },
    );
    return false;
  }

  #end(): false {
    this.#subscriber.complete();
    return false;
  }

  #fail(error: unknown): false {
    const advice = 'Has somebody deleted the stream?';
    this.#subscriber.error(
      error instanceof LogError ? error : unavailable('read', 'the server must serve the log', error, advice),
    );
    return false;
  }

  #close(): void {
    this.#attempt++;
    for (const lane of this.#lanes) lane.close();
  }
}

function isTrimmed(error: unknown): boolean {
  return error instanceof LogError && error.reason === 'trimmed';
}
