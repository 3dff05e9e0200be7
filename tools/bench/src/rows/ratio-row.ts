import type { NeedName } from '@thalweg/repo/needs';

/** How much work a turn does: `whole` where it is judged, `small` where it only shows that the row works. */
export type Size = 'whole' | 'small';

/** Does the work of one side once, and returns its time in microseconds. */
export type Turn = () => number | Promise<number>;

/** The two sides of a row, ready to be timed in turns. */
export interface Sides {
  readonly ours: Turn;
  readonly reference: Turn;
  /** Ends what the sides have started. */
  readonly close?: () => void | Promise<void>;
}

/** Something of ours that is timed beside a reference, in turns in one process. Its bar is a ratio. */
export interface RatioRow {
  readonly name: string;
  /** What is timed, and what beside it. */
  readonly ours: string;
  readonly reference: string;
  /** The largest ratio of our least time to that of the reference. */
  readonly bar: number;
  readonly turns: number;
  /** Names of what the row needs of the system; where one is missing, so is the row. */
  readonly needs?: readonly NeedName[];
  /** Makes both sides, and checks that they do the same, if they should. */
  readonly prepare: (size: Size) => Sides | Promise<Sides>;
}
