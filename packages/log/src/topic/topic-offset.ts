/** A producer in an offset: its name, the largest count, the smaller ones that have not come, and the sequence of its last entry. */
export type ProducerProgress = readonly [producer: string, count: number, missing: readonly number[], sequence: number];

/**
 * An offset in the topics of a log. Plain JSON, so a snapshot can keep it. It holds all that decides which of the further
 * entries count.
 */
export interface TopicOffset {
  readonly [field: string]: number | { readonly [topic: string]: ProgressOfTopic };
  /** The sequence of the last entry that was read; 0 at the start. */
  readonly sequence: number;
  readonly topics: { readonly [topic: string]: ProgressOfTopic };
}

/** The part of an offset that belongs to a topic: the epoch of its last writer, and its producers. */
export interface ProgressOfTopic {
  readonly [field: string]: number | readonly ProducerProgress[];
  readonly epoch: number;
  readonly producers: readonly ProducerProgress[];
}
