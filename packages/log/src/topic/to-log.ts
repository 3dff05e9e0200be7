import { bytesToHex, randomBytes } from '@noble/hashes/utils.js';
import { Dataset } from '@thalweg/data';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { Observable, type OperatorFunction } from 'rxjs';
import type { Log } from '../port/log.ts';
import { LogError } from '../port/log-error.ts';
import { Appending } from './appending.ts';
import type { Topic } from './topic.ts';
import { topicWriter, type TopicWriter, type TopicWriterOptions } from './topic-writer.ts';

/** Options of {@link toLog}. */
export interface ToLogOptions extends Omit<TopicWriterOptions, 'producer'> {
  /**
   * The name of the writer, a random one by default. With a name of your own, the n-th value must be the same one after a
   * restart, as that of a file read from its start: what was written before is then dropped as a duplicate.
   */
  readonly producer?: string;
  /** The number of writes under way at a time, 64 by default. */
  readonly inFlight?: number;
  /** The number of values of a stream that may wait for their turn, 10,000 by default: one more is an error. A dataset is not read ahead. */
  readonly waiting?: number;
}

/**
 * Writes the values of a stream or a dataset to a topic, and emits the sequence of each in order, when the log has stored it. A
 * dataset is pulled as fast as the log stores.
 *
 * - **Throws** `LogError` for options that cannot be
 * - **Stream errors** those of the source and of the log, and `LogError` if more values of a stream wait than may
 *
 * @example
 * payments$.pipe(toLog(log, payments)).subscribe(sequence => …);
 */
export function toLog<T>(log: Log, topic: Topic<T>, options?: ToLogOptions): OperatorFunction<T, number> {
  const { producer, inFlight, waiting, ...rest } = optionsOf('toLog', options, {
    producer: undefined,
    epoch: 0,
    next: 1,
    verify: false,
    patience: 30_000,
    inFlight: 64,
    waiting: 10_000,
  });
  if (!(Number.isSafeInteger(inFlight) && inFlight >= 1))
    throw new LogError('invalid', 'toLog', 'inFlight must be a whole number from 1', printed(inFlight), 'Try 64.');
  if (waiting !== Infinity && !(Number.isSafeInteger(waiting) && waiting >= 0))
    throw new LogError('invalid', 'toLog', 'waiting must be a whole number from 0', printed(waiting), 'Try 10_000.');
  // Pages without TLS have no `randomUUID`.
  const begin = (): TopicWriter<T> =>
    topicWriter(log, topic, { ...rest, producer: producer ?? bytesToHex(randomBytes(16)) });
  // Checks the options that are its own.
  begin();
  return source =>
    new Observable<number>(subscriber => {
      const writer = begin();
      const appending = new Appending(writer, subscriber, inFlight, waiting);
      if (source instanceof Dataset) appending.pull((source as Dataset<T>).open());
      else subscriber.add(source.subscribe(appending));
    });
}
