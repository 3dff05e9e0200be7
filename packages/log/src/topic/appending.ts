import type { DatasetIterator } from '@thalweg/data';
import type { Observer, Subscriber } from 'rxjs';
import { LogError } from '../port/log-error.ts';
import type { TopicWriter } from './topic-writer.ts';

/** Writes the values of one subscription, some at a time, and emits their sequences in order. */
export class Appending<T> implements Observer<T> {
  readonly #writer: TopicWriter<T>;
  readonly #subscriber: Subscriber<number>;
  readonly #inFlight: number;
  readonly #most: number;
  readonly #waiting: T[] = [];
  /** Writes under way, oldest first; those that are done wait for the older ones. */
  readonly #writes: { sequence: number | undefined }[] = [];
  #ended = false;
  #free: (() => void) | undefined;

  constructor(writer: TopicWriter<T>, subscriber: Subscriber<number>, inFlight: number, most: number) {
    this.#writer = writer;
    this.#subscriber = subscriber;
    this.#inFlight = inFlight;
    this.#most = most;
  }

  next(value: T): void {
    if (this.#writes.length < this.#inFlight) return this.#write(value);
    if (this.#waiting.length >= this.#most)
      return this.#subscriber.error(
        new LogError(
          'unavailable',
          'toLog',
          `at most ${this.#most} values must wait`,
          'one more',
          'Put a boundedBuffer before it, or write columns of many records.',
        ),
      );
    this.#waiting.push(value);
  }

  error(error: unknown): void {
    this.#subscriber.error(error);
  }

  complete(): void {
    this.#ended = true;
    this.#emit();
  }

  /** Writes what an iterator gives, as soon as there is room for it. */
  pull(iterator: DatasetIterator<T>): void {
    this.#subscriber.add(() => iterator.close());
    this.#pullAll(iterator).catch((error: unknown) => this.#subscriber.error(error));
  }

  async #pullAll(iterator: DatasetIterator<T>): Promise<void> {
    while (!this.#subscriber.closed) {
      if (this.#writes.length >= this.#inFlight) {
        // A write that was done may still wait for the older ones.
        await new Promise<void>(resolve => (this.#free = resolve));
        continue;
      }
      const value = await iterator.next();
      if (this.#subscriber.closed) return;
      if (value === undefined) return this.complete();
      this.#write(value);
    }
  }

  #write(value: T): void {
    const write: { sequence: number | undefined } = { sequence: undefined };
    this.#writes.push(write);
    this.#writer.append(value).then(
      sequence => {
        write.sequence = sequence;
        this.#emit();
      },
      (error: unknown) => this.#subscriber.error(error),
    );
  }

  #emit(): void {
    for (let sequence; (sequence = this.#writes[0]?.sequence) !== undefined;) {
      this.#writes.shift();
      if (this.#waiting.length > 0 && !this.#subscriber.closed) this.#write(this.#waiting.shift()!);
      this.#subscriber.next(sequence);
    }
    this.#free?.();
    this.#free = undefined;
    if (this.#ended && this.#writes.length === 0 && this.#waiting.length === 0) this.#subscriber.complete();
  }
}
