import type { LogEntry } from '../port/log.ts';
import { LARGEST_LEAP } from '../port/epochs.ts';
import { LogError } from '../port/log-error.ts';
import { checkPosition } from './check-position.ts';
import type { DroppedCounts, Message } from './message.ts';
import { isKeyed, Opener, type Opened } from './seal.ts';
import type { Topic } from './topic.ts';
import type { ProgressOfTopic, TopicPosition } from './topic-position.ts';
import { TopicProgress } from './topic-progress.ts';
import { undecoded } from './undecoded.ts';

/** The treatment of a damaged payload: an error, or it is skipped and counted. */
export type OnDamaged = 'error' | 'skip';

/** A topic that is read. */
interface ReadTopic {
  readonly name: string;
  readonly topic: Topic<unknown>;
  readonly opener: Opener;
  readonly progress: TopicProgress;
}

/** Makes messages of entries, in log order, and drops those that do not count. */
export class EntryFilter {
  readonly #topics: ReadonlyMap<string, ReadTopic>;
  readonly #read: readonly ReadTopic[];
  readonly #counts: { -readonly [K in keyof DroppedCounts]: number } = { duplicates: 0, deposed: 0, damaged: 0 };
  readonly #onDamaged: OnDamaged;
  readonly #onDropped: ((counts: DroppedCounts) => void) | undefined;
  #sequence: number;

  constructor(
    named: readonly (readonly [name: string, Topic<unknown>])[],
    onDamaged: OnDamaged,
    position?: TopicPosition,
    onDropped?: (counts: DroppedCounts) => void,
  ) {
    checkPosition(position);
    this.#topics = new Map(
      named.map(([name, topic]) => [
        topic.name,
        {
          name,
          topic,
          opener: new Opener(topic.name, topic.seal),
          progress: new TopicProgress(knownOf(position, topic.name)),
        },
      ]),
    );
    this.#read = [...this.#topics.values()];
    this.#onDamaged = onDamaged;
    this.#onDropped = onDropped;
    this.#sequence = position?.sequence ?? 0;
  }

  /** The sequence from which to read on. */
  get next(): number {
    return this.#sequence === 0 ? 0 : this.#sequence + 1;
  }

  get position(): TopicPosition {
    // Read after each record, most often of one topic.
    const only = this.#read.length === 1 ? this.#read[0] : undefined;
    if (only !== undefined) return { sequence: this.#sequence, topics: { [only.topic.name]: only.progress.position } };
    const topics = [...this.#topics].map(([topic, { progress }]) => [topic, progress.position] as const);
    return { sequence: this.#sequence, topics: Object.fromEntries(topics) };
  }

  /** Returns the message of an entry; `undefined` if it does not count, `'damaged'` if its payload is not what was sealed. */
  take(entry: LogEntry): Message<unknown> | 'damaged' | undefined {
    const read = this.#topics.get(entry.topic);
    if (read === undefined) throw otherTopic(entry, [...this.#topics.keys()]);
    const opened = read.opener.open(entry.bytes);
    if (opened === undefined) return 'damaged';
    this.#sequence = entry.sequence;
    const dropped = read.progress.note(opened, entry.sequence);
    if (dropped === undefined) return this.#message(read, entry, opened);
    if (dropped === 'damaged') this.#damaged(leapt(entry, opened, read.progress.position.epoch));
    else this.#drop(dropped);
    return undefined;
  }

  /** Passes over a payload that is damaged in the log itself: counts it, or throws. */
  passDamaged({ topic, sequence, bytes }: LogEntry): void {
    this.#damaged(
      new LogError(
        'damaged',
        'readTopic',
        'a payload must be what was written, to the last bit',
        `other bytes (${bytes.length}) at sequence ${sequence} of ${topic}, or it was not written by toLog or topicWriter`,
        this.#topics.get(topic)?.topic.seal === undefined && !isKeyed(bytes)
          ? "Skip and count it with onDamaged: 'skip', or restore the log from a copy."
          : "Give the topic the key of its writers, or skip and count what others wrote with onDamaged: 'skip'.",
      ),
    );
    this.#sequence = sequence;
  }

  /** Passes over a single entry that the log cannot read: counts it, or throws. */
  passUnread(error: LogError & { readonly sequence: number }): void {
    this.#damaged(error);
    this.#sequence = error.sequence;
  }

  #message({ name, topic }: ReadTopic, entry: LogEntry, opened: Opened): Message<unknown> | undefined {
    try {
      return new OpenedMessage(this, entry, name, opened, topic.codec.decode(opened.body));
    } catch (cause) {
      this.#damaged(undecoded(entry, cause));
      return undefined;
    }
  }

  #damaged(error: unknown): void {
    if (this.#onDamaged === 'error') throw error;
    this.#drop('damaged');
  }

  #drop(reason: keyof DroppedCounts): void {
    this.#counts[reason]++;
    this.#onDropped?.({ ...this.#counts });
  }
}

/** A topic may have the name of a member of all objects. */
function knownOf(position: TopicPosition | undefined, topic: string): ProgressOfTopic | undefined {
  return position !== undefined && Object.hasOwn(position.topics, topic) ? position.topics[topic] : undefined;
}

/** The error for an epoch that is too far above the last one. */
function leapt({ topic, sequence }: LogEntry, { epoch }: Opened, last: number): LogError {
  return new LogError(
    'damaged',
    'readTopic',
    `an epoch must exceed the last one, ${last}, by at most ${LARGEST_LEAP}`,
    `${epoch} at sequence ${sequence} of ${topic}`,
    "Skip and count it with onDamaged: 'skip', and seal the topic with a key if others can write the log.",
    { sequence },
  );
}

function otherTopic({ topic, sequence }: LogEntry, topics: readonly string[]): LogError {
  return new LogError(
    'damaged',
    'readTopic',
    `a log must give entries of the topics that are read, ${topics.join(', ')}`,
    `one of ${topic} at sequence ${sequence}`,
    'Hold the log against the laws of logs.',
  );
}

class OpenedMessage implements Message<unknown> {
  readonly name: string;
  readonly value: unknown;
  readonly producer: string;
  readonly count: number;
  readonly epoch: number;
  readonly sequence: number;
  readonly time: number;
  readonly #filter: EntryFilter;

  constructor(filter: EntryFilter, { sequence, time }: LogEntry, name: string, seal: Opened, value: unknown) {
    this.#filter = filter;
    this.name = name;
    this.value = value;
    this.producer = seal.producer;
    this.count = seal.count;
    this.epoch = seal.epoch;
    this.sequence = sequence;
    this.time = time;
  }

  get position(): TopicPosition {
    return this.#filter.position;
  }
}
