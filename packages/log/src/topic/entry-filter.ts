import { DataError } from '@thalweg/data';
import { misfitOf, printed } from '@thalweg/tensor/engine';
import {
  array,
  custom,
  integer,
  is,
  maxLength,
  maxValue,
  minLength,
  minValue,
  number,
  object,
  pipe,
  safeParse,
  string,
  tuple,
} from 'valibot';
import { isEpoch, LARGEST_LEAP } from '../port/epochs.ts';
import { LogError } from '../port/log-error.ts';
import type { LogEntry } from '../port/log.ts';
import type { DroppedCounts, Message } from './message.ts';
import { isKeyed, type Opened, Opener } from './seal.ts';
import type { ProgressOfTopic, TopicOffset } from './topic-offset.ts';
import { COUNT_WINDOW, PRODUCERS, TopicProgress } from './topic-progress.ts';
import type { Topic } from './topic.ts';

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
    offset?: TopicOffset,
    onDropped?: (counts: DroppedCounts) => void,
  ) {
    checkOffset(offset);
    this.#topics = new Map(
      named.map(([name, topic]) => [
        topic.name,
        {
          name,
          topic,
          opener: new Opener(topic.name, topic.seal),
          progress: new TopicProgress(knownOf(offset, topic.name)),
        },
      ]),
    );
    this.#read = [...this.#topics.values()];
    this.#onDamaged = onDamaged;
    this.#onDropped = onDropped;
    this.#sequence = offset?.sequence ?? 0;
  }

  /** The sequence from which to read on. */
  get next(): number {
    return this.#sequence === 0 ? 0 : this.#sequence + 1;
  }

  get offset(): TopicOffset {
    // Read after each record, most often of one topic.
    const only = this.#read.length === 1 ? this.#read[0] : undefined;
    if (only !== undefined) return { sequence: this.#sequence, topics: { [only.topic.name]: only.progress.offset } };
    const topics = [...this.#topics].map(([topic, { progress }]) => [topic, progress.offset] as const);
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
    if (dropped === 'damaged') this.#damaged(leapt(entry, opened, read.progress.offset.epoch));
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
function knownOf(offset: TopicOffset | undefined, topic: string): ProgressOfTopic | undefined {
  return offset !== undefined && Object.hasOwn(offset.topics, topic) ? offset.topics[topic] : undefined;
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

  get offset(): TopicOffset {
    return this.#filter.offset;
  }
}

/** A number of an entry, of a producer or of the log. */
const count = /* @__PURE__ */ pipe(number(), integer(), minValue(0), maxValue(Number.MAX_SAFE_INTEGER));

/** The longest name of a producer, in characters. */
const LONGEST_PRODUCER = 300;

const producer = /* @__PURE__ */ tuple([
  pipe(string(), minLength(1), maxLength(LONGEST_PRODUCER)),
  count,
  // So many counts are not looked through by a schema for each.
  custom<number[]>(isMissing, 'at most 1024 counts'),
  count,
]);

const progress = /* @__PURE__ */ object({
  epoch: custom<number>(isEpoch, 'an epoch from 0 to 2⁴⁸'),
  producers: pipe(array(producer), maxLength(PRODUCERS)),
});

const schema = /* @__PURE__ */ object({
  sequence: count,
  // A topic may have the name of a member of all objects, which a record of valibot leaves out.
  topics: custom(hasProgress, 'the progress of each topic'),
});

/** Checks an offset, which may come from a file. Throws {@link LogError}. */
function checkOffset(offset: unknown): asserts offset is TopicOffset | undefined {
  if (offset === undefined) return;
  const misfit = misfitOf(safeParse(schema, offset, { abortEarly: true }).issues);
  if (misfit === undefined) return;
  throw new LogError(
    'invalid',
    'readTopic',
    'an offset must be one that a message or a dataset of these topics gave',
    misfit.path === '' ? printed(offset) : `${misfit.given} as ${misfit.path}`,
    'Keep it as JSON, whole.',
  );
}

function hasProgress(topics: unknown): boolean {
  if (typeof topics !== 'object' || topics === null || Array.isArray(topics)) return false;
  return Object.values(topics).every(one => is(progress, one));
}

function isMissing(value: unknown): boolean {
  return (
    Array.isArray(value) && value.length <= COUNT_WINDOW && value.every(one => Number.isSafeInteger(one) && one > 0)
  );
}

/** Returns the error for a payload that a codec cannot decode, with its place. A `LogError` keeps its reason. */
function undecoded({ topic, sequence }: LogEntry, cause: unknown): DataError | LogError {
  const told = String(cause).replace(/\.$/, '');
  const text = [
    'readTopic',
    'a codec must decode what was written',
    `${told} at sequence ${sequence} of ${topic}`,
    "Read it with the codec that wrote it, or skip and count it with onDamaged: 'skip'.",
  ] as const;
  return cause instanceof LogError ? new LogError(cause.reason, ...text, { cause }) : new DataError(...text, { cause });
}
