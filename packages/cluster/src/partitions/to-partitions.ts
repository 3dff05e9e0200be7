import { Dataset } from '@thalweg/data';
import {
  toLog,
  topicWriter,
  type Log,
  type ToLogOptions,
  type Topic,
  type TopicWriter,
  type TopicWriterOptions,
} from '@thalweg/log';
import { Appending } from '@thalweg/log/engine';
import { functionOf, optionsOf } from '@thalweg/tensor/engine';
import { Observable, type OperatorFunction } from 'rxjs';
import { randomName } from '../election/random-name.ts';
import { partitionOf, type PartitionKey } from './partition-of.ts';
import { partitionsOf } from './partitions-of.ts';

/** Options of {@link toPartitions}: the number of partitions, the key, and the options of `toLog`. */
export interface ToPartitionsOptions<T> extends Omit<ToLogOptions, 'next'> {
  /** The number of partitions. */
  readonly partitions: number;
  /** Returns the key of a value. Values of equal keys come into the same partition, in their order. */
  readonly key: (value: T) => PartitionKey;
}

/**
 * Writes the values of a stream or a dataset to the partitions of a topic, by key, and emits the sequence of each in order.
 * {@link partitionsOf} returns the topics, which `fromLog` reads: one for each worker, or several ones in their common order.
 *
 * - **Throws** `LogError` for options that cannot be
 * - **Stream errors** those of `toLog`, of `key`, and `LogError` for a key that is none
 *
 * @example
 * payments$.pipe(toPartitions(log, payments, { partitions: 4, key: ({ customer }) => customer }));
 * const [, second] = partitionsOf(payments, 4);
 * fromLog(log, second).pipe(learn(model, ftrl()));
 */
export function toPartitions<T>(
  log: Log,
  topic: Topic<T>,
  options: ToPartitionsOptions<T>,
): OperatorFunction<T, number> {
  const { partitions, key, producer, inFlight, waiting, ...rest } = optionsOf('toPartitions', options, {
    partitions: undefined,
    key: undefined,
    producer: undefined,
    epoch: undefined,
    verify: undefined,
    patience: undefined,
    inFlight: 64,
    waiting: 10_000,
  });
  functionOf('toPartitions', 'key', key);
  // Checks the options that are its own.
  toLog(log, topic, { ...rest, producer, inFlight, waiting } as ToLogOptions);
  const topics = partitionsOf(topic, partitions!);
  const writer = (): TopicWriter<T> => {
    const name = producer ?? randomName();
    const writers = topics.map(one => topicWriter(log, one, { ...rest, producer: name } as TopicWriterOptions));
    return {
      append: async value => writers[partitionOf(key!(value), partitions!)]!.append(value),
      next: NaN,
    };
  };
  return source =>
    new Observable<number>(subscriber => {
      const appending = new Appending(writer(), subscriber, inFlight, waiting);
      if (source instanceof Dataset) appending.pull((source as Dataset<T>).open());
      else subscriber.add(source.subscribe(appending));
    });
}
