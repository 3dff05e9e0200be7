import type { TopicOffset } from './topic-offset.ts';

/** A value of a topic, with its offset and its producer. */
export interface Message<T> {
  /** The name under which its topic was given, or the name of the topic. */
  readonly name: string;
  readonly value: T;
  readonly producer: string;
  /** The number of the value among those of its producer. */
  readonly count: number;
  readonly epoch: number;
  readonly sequence: number;
  readonly time: number;
  /** The offset after this message, from which a reader continues. Read it before the next message comes. */
  readonly offset: TopicOffset;
}

/** The numbers of entries that a reader did not deliver, by reason. */
export interface DroppedCounts {
  /** Values that came before, with the same producer and count. */
  readonly duplicates: number;
  /** Values of an epoch that a later writer of the topic had ended. */
  readonly deposed: number;
  /** Payloads that are not what was sealed, and values that the codec refuses. */
  readonly damaged: number;
}
