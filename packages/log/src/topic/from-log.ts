import { DataError, Dataset, type EpochIterator } from '@thalweg/data';
import { afterItems } from '@thalweg/data/engine';
import { optionsOf } from '@thalweg/tensor/engine';
import { BehaviorSubject, type Observable } from 'rxjs';
import type { Log } from '../port/log.ts';
import { EntryFilter, type OnDamaged } from './entry-filter.ts';
import type { DroppedCounts, Message } from './message.ts';
import { checkReadOptions, MessageReader } from './message-reader.ts';
import type { Topic } from './topic.ts';
import type { TopicOffset } from './topic-offset.ts';
import { isTopic, namedTopics, type NamedValueOf, type TopicsByName } from './topics-like.ts';

/** Options of {@link fromLog}. */
export interface FromLogOptions {
  /** Ends the dataset after the entries that are there when it is opened. */
  readonly until?: 'end' | undefined;
  /** The treatment of a damaged payload: an error by default, or it is skipped and counted. */
  readonly onDamaged?: OnDamaged | undefined;
}

/** The values of a log as a dataset. */
export interface LogDataset<T> extends Dataset<T> {
  /** The numbers of entries that the latest iterator dropped: the present ones, then each change. */
  readonly dropped: Observable<DroppedCounts>;
}

/**
 * Returns a dataset of the values of a topic, or of several ones in their common order, as `{ name, value }`. It is pulled, and
 * asks the log for no more than it can hold; without `until` it never ends.
 *
 * - **Length** unknown; one epoch
 * - **Offset** the sequence that was read, and the numbers by which duplicates are known: a snapshot keeps it, and a dataset
 *   that resumes from it sees each further value once, however long ago the snapshot was taken
 * - **Throws** `LogError` for topics or options that cannot be
 * - **Stream errors** as {@link readTopic}; `DataError` for a second epoch
 *
 * @example
 * const events = fromLog(log, payments);
 * paced(events).pipe(learn(model, sgd())).subscribe();
 */
export function fromLog<T>(log: Log, topics: Topic<T>, options?: FromLogOptions): LogDataset<T>;
export function fromLog<N extends TopicsByName>(
  log: Log,
  topics: N,
  options?: FromLogOptions,
): LogDataset<NamedValueOf<N>>;
export function fromLog(
  log: Log,
  topics: Topic<unknown> | TopicsByName,
  options?: FromLogOptions,
): LogDataset<unknown> {
  const { until, onDamaged } = optionsOf('fromLog', options, { until: undefined, onDamaged: 'error' });
  checkReadOptions('fromLog', { until, onDamaged });
  const named = namedTopics('fromLog', topics);
  const names = named.map(([, { name }]) => name);
  const valueOf = isTopic(topics)
    ? ({ value }: Message<unknown>) => value
    : ({ name, value }: Message<unknown>) => ({ name, value });
  const dropped = new BehaviorSubject<DroppedCounts>(NONE);
  const dataset = new Dataset<unknown>({
    length: undefined,
    read(epoch, index, offset) {
      if (epoch > 0)
        throw new DataError(
          'fromLog',
          'a log has one epoch',
          `epoch ${epoch}`,
          'Keep the values with cache or collect.',
        );
      if (dropped.value !== NONE) dropped.next(NONE);
      const filter = new EntryFilter(named, onDamaged, offset as TopicOffset | undefined, counts =>
        dropped.next(counts),
      );
      const reader = new MessageReader(log, names, filter, until);
      return afterItems(valuesOf(reader, filter, valueOf), offset === undefined ? index : 0);
    },
  });
  return Object.assign(dataset, { dropped: dropped.asObservable() });
}

const NONE: DroppedCounts = { duplicates: 0, deposed: 0, damaged: 0 };

function valuesOf(
  reader: MessageReader,
  filter: EntryFilter,
  valueOf: (message: Message<unknown>) => unknown,
): EpochIterator<unknown> {
  const known = (message: Message<unknown> | undefined): unknown => message && valueOf(message);
  return {
    next() {
      const message = reader.next();
      return message instanceof Promise ? message.then(known) : known(message);
    },
    offset: () => filter.offset,
    close: () => reader.close(),
  };
}
