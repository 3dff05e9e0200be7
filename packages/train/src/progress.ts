import type { Cursor, Position } from '@thalweg/data';
import type { Node } from '@thalweg/graph';

/** How far a training has come. `train` keeps it up to date; a snapshot reads it and puts it back. */
export interface Progress {
  /** What a step computes: the registers that move are below these. */
  readonly roots: readonly Node[];
  /** The number of the step under way. */
  readonly step: Node;
  /** Where the next subscription begins to read; at the start if undefined. */
  start: Position | undefined;
  /** The reading under way, or the last one. */
  cursor: Cursor<unknown> | undefined;
  /** The step that was told last, and where the reading stood then. */
  told: number;
  position: Position | undefined;
}

/** Something that trains, such as what `train` returns. */
export interface Trains {
  readonly progress: Progress;
}

/** No progress yet. */
export function progressOf(roots: readonly Node[], step: Node): Progress {
  return { roots, step, start: undefined, cursor: undefined, told: 0, position: undefined };
}
