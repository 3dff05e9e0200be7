import type { Chunks } from './chunks.ts';

/** What a history keeps of a step. */
export interface Recorded {
  readonly step: number;
  readonly validation?: unknown;
}

/** Settings and history of a run: one value, in plain JSON, that is never changed. */
export interface RunState<S, R> {
  readonly settings: S;
  /** The list is what `recordsOf` gives. */
  readonly records: Chunks<R>;
}
