/** A producer in a position: its name, the largest count, the smaller ones that have not come, and the sequence of its last entry. */
export type ProducerPosition = readonly [producer: string, count: number, missing: readonly number[], sequence: number];

/**
 * A position in the topics of a log. Plain JSON, so a snapshot can keep it. It holds all that decides which of the further
 * entries count.
 */
export interface TopicPosition {
  readonly [field: string]: number | { readonly [topic: string]: ProgressOfTopic };
  /** The sequence of the last entry that was read; 0 at the start. */
  readonly sequence: number;
  readonly topics: { readonly [topic: string]: ProgressOfTopic };
}

/** The part of a position that belongs to a topic: the epoch of its last writer, and its producers. */
export interface ProgressOfTopic {
  readonly [field: string]: number | readonly ProducerPosition[];
  readonly epoch: number;
  readonly producers: readonly ProducerPosition[];
}
