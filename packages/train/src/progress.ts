import type { Position } from '@thalweg/data';
import type { Node, Parameter } from '@thalweg/graph';
import type { Descent } from './descent.ts';
import type { Scalars, StepRecord } from './step-record.ts';

/** How far a training has come. `train` keeps it up to date; a snapshot reads it and puts it back. */
export interface Progress {
  /** What a step computes: the registers that move are below these. */
  readonly roots: readonly Node[];
  /** The number of the step under way. */
  readonly step: Node;
  /** What stands for parameters when the model is evaluated, such as their averages; nothing for those that stand for themselves. */
  readonly evaluated: ReadonlyMap<Parameter, Node>;
  /** Where the next subscription begins to read; at the start if undefined. */
  start: Position | undefined;
  /** What was told of the last step, and where the reading stood after its records. */
  last: StepRecord<Scalars, unknown> | undefined;
  position: Position | undefined;
  /** Where the reading stands after the records of the step under way. */
  next: Position | undefined;
}

/** Something that trains, such as what `train` returns. */
export interface Trains {
  readonly progress: Progress;
}

/** No progress yet. */
export function progressOf(outputs: readonly Node[], { rules, step, evaluated }: Descent): Progress {
  return {
    roots: [...outputs, ...rules],
    step,
    evaluated,
    start: undefined,
    last: undefined,
    position: undefined,
    next: undefined,
  };
}
