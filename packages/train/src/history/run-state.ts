import type { Chunks } from './chunks.ts';

/** The part of a step's record that a history needs. */
export interface Recorded {
  readonly step: number;
  readonly validation?: unknown;
}

/** The settings and the history of a run: one immutable value in plain JSON. */
export interface RunState<S, R> {
  readonly settings: S;
  /** `recordsOf` returns them as a list. */
  readonly records: Chunks<R>;
}
