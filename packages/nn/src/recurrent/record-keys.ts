import type { Node } from '@thalweg/graph';

/**
 * The streams that one stream of events is made of: the place of an event's key in tables of bounded length. The operator
 * `perKey` of `@thalweg/online` is one.
 */
export interface RecordKeys {
  /** The place of the key, from 0 to capacity − 1: `[]` or `[batch]`, int32, or a float of whole numbers. */
  readonly place: Node;
  /**
   * A number of the stay of the key at its place, which no other stay at that place has: `[]` or `[batch]`, a whole number of
   * at least 0. A key that comes back after it lost its place has another one.
   */
  readonly stay: Node;
  /** The number of places. */
  readonly capacity: number;
}
