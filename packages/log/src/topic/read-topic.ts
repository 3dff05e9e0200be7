import { optionsOf } from '@thalweg/tensor/engine';
import { Observable, type Subscriber } from 'rxjs';
import type { Log } from '../port/log.ts';
import { EntryFilter, type OnDamaged } from './entry-filter.ts';
import type { DroppedCounts, Message } from './message.ts';
import { checkReadOptions, MessageReader } from './message-reader.ts';
import type { Topic } from './topic.ts';
import type { TopicOffset } from './topic-offset.ts';
import { namedTopics, type MessageOf, type TopicsByName } from './topics-like.ts';

/** Options of {@link readTopic}. */
export interface ReadTopicOptions {
  /** The offset of a message after which reading begins; the oldest entry that is kept by default. */
  readonly offset?: TopicOffset | undefined;
  /** Completes after the entries that are there at the subscription. */
  readonly until?: 'end' | undefined;
  /** Allows so many more messages with each number that it emits. */
  readonly demand?: Observable<number> | undefined;
  /** The treatment of a damaged payload: an error by default, or it is skipped and counted. */
  readonly onDamaged?: OnDamaged | undefined;
  /** Is called when entries were dropped, with their numbers so far. */
  readonly onDropped?: ((counts: DroppedCounts) => void) | undefined;
}

/**
 * Emits the messages of a topic, or of several ones in their common order: each value once, as it was written. Duplicates,
 * values of an epoch that had ended, and damaged values are dropped, the same ones for every reader. A damaged payload is read
 * again first, in case it was damaged on the way.
 *
 * - **Throws** `LogError` for topics or options that cannot be
 * - **Stream errors** those of the log and of `demand`; `LogError` with the reason `'damaged'`, and `DataError` for what the
 *   codec cannot decode, unless they are skipped
 *
 * @example
 * readTopic(log, payments).subscribe(({ value, offset }) => …);
 * readTopic(log, { payment: payments, label: labels }).subscribe(({ name, value }) => …);
 */
export function readTopic<T>(log: Log, topics: Topic<T>, options?: ReadTopicOptions): Observable<Message<T>>;
export function readTopic<N extends TopicsByName>(
  log: Log,
  topics: N,
  options?: ReadTopicOptions,
): Observable<MessageOf<N>>;
export function readTopic(
  log: Log,
  topics: Topic<unknown> | TopicsByName,
  options?: ReadTopicOptions,
): Observable<Message<unknown>> {
  const { offset, until, demand, onDamaged, onDropped } = optionsOf('readTopic', options, {
    offset: undefined,
    until: undefined,
    demand: undefined,
    onDamaged: 'error',
    onDropped: undefined,
  });
  checkReadOptions('readTopic', { until, onDamaged });
  const named = namedTopics('readTopic', topics);
  return new Observable(subscriber => {
    const filter = new EntryFilter(named, onDamaged, offset, onDropped);
    const reader = new MessageReader(
      log,
      named.map(([, { name }]) => name),
      filter,
      until,
    );
    subscriber.add(() => reader.close());
    const pushing = new Pushing(reader, subscriber, demand === undefined ? Infinity : 0);
    subscriber.add(demand?.subscribe({ next: count => pushing.allow(count), error: error => subscriber.error(error) }));
    pushing.go();
  });
}

/** Pushes what a reader gives, as far as it is allowed. */
class Pushing {
  readonly #reader: MessageReader;
  readonly #subscriber: Subscriber<Message<unknown>>;
  #allowed: number;
  #busy = false;

  constructor(reader: MessageReader, subscriber: Subscriber<Message<unknown>>, allowed: number) {
    this.#reader = reader;
    this.#subscriber = subscriber;
    this.#allowed = allowed;
  }

  allow(count: number): void {
    this.#allowed += count;
    this.go();
  }

  go(): void {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#allowed > 0 && !this.#subscriber.closed) {
        const message = this.#reader.next();
        if (message instanceof Promise) return this.#await(message);
        this.#push(message);
      }
    } catch (error) {
      this.#subscriber.error(error);
    }
    this.#busy = false;
  }

  #await(message: Promise<Message<unknown> | undefined>): void {
    const go = (): void => {
      this.#busy = false;
      this.go();
    };
    message.then(
      now => {
        this.#push(now);
        go();
      },
      (error: unknown) => this.#subscriber.error(error),
    );
  }

  #push(message: Message<unknown> | undefined): void {
    if (message === undefined) return this.#subscriber.complete();
    this.#allowed--;
    this.#subscriber.next(message);
  }
}
