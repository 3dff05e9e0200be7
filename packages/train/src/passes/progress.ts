import type { Offset } from '@thalweg/data';
import type { Node, Parameter } from '@thalweg/graph';
import type { Measure } from '../measures/measure-parts.ts';
import type { Descent } from './descent.ts';

/** Scalar nodes by name. */
export type Scalars = Readonly<Record<string, Node<readonly []>>>;

/** The metrics of steps by name: scalar nodes, and measures that are numbers. */
export type StepMetrics = Readonly<Record<string, Node<readonly []> | Measure<number>>>;

/** The record that a training emits for a step. */
export interface StepRecord<M extends StepMetrics = Record<never, never>, V = never> {
  /** The number of the step, from 1. */
  readonly step: number;
  /** The number of the epoch that its records are from, from 1; 1 for records that are pushed. */
  readonly epoch: number;
  /** The loss on the step's records, before the parameters moved. */
  readonly loss: number;
  /** The metrics on the step's records, before the parameters moved. */
  readonly metrics: { readonly [K in keyof M]: number };
  /** On the last step of an epoch, if the run validates: measured after the parameters moved. */
  readonly validation?: V;
}

/** The progress of a training. `train` keeps it up to date; a snapshot reads it and restores it. */
export interface Progress {
  /** The nodes that a step computes. They depend on every register that the step reads or writes. */
  readonly roots: readonly Node[];
  /** The loss. */
  readonly loss: Node;
  /** The number of the step under way. */
  readonly step: Node;
  /** Nodes that replace parameters when the model is evaluated, such as their averages. A parameter without an entry is used unchanged. */
  readonly evaluated: ReadonlyMap<Parameter, Node>;
  /** The offset at which the next subscription begins to read; the start if undefined. */
  start: Offset | undefined;
  /** The record of the last step, and the offset in the data after the batch of that step. */
  last: StepRecord<StepMetrics, unknown> | undefined;
  offset: Offset | undefined;
  /** The offset in the data after the batch of the step under way. */
  next: Offset | undefined;
  /** True while a subscription trains: there is one at a time. */
  active: boolean;
}

/** A training that can be interrupted and resumed, such as what `train` returns. */
export interface Resumable {
  readonly progress: Progress;
}

/** Returns the progress of a training that has taken no step. The first output is the loss. */
export function progressOf(outputs: readonly Node[], { rules, step, evaluated }: Descent): Progress {
  return {
    roots: [...outputs, ...rules],
    loss: outputs[0]!,
    step,
    evaluated,
    start: undefined,
    last: undefined,
    offset: undefined,
    next: undefined,
    active: false,
  };
}
