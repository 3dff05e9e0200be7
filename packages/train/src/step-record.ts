import type { Position } from '@thalweg/data';
import type { Node } from '@thalweg/graph';
import type { TypedArray } from '@thalweg/tensor';
import type { Measure } from './measure-parts.ts';

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

/** The outputs of steps from which records are made: the loss, the number of the step, and metrics in the order of names. */
export interface StepOutputs {
  readonly names: readonly string[];
  /** The values of each output, step by step. */
  readonly columns: readonly TypedArray[];
}

/** Returns the record of the n-th of some steps. */
export function recordOf<M extends StepMetrics, V>(
  { names, columns }: StepOutputs,
  n: number,
  epoch: number,
): StepRecord<M, V> {
  const metrics = names.length === 0 ? NONE : Object.fromEntries(names.map((name, i) => [name, columns[2 + i]![n]!]));
  const record = { step: columns[1]![n]!, epoch, loss: columns[0]![n]!, metrics };
  return record as unknown as StepRecord<M, V>;
}

/** Returns the number of the epoch that a record is from, by the position of the reading after it; 1 without a position. */
export function epochAt(position: Position | undefined): number {
  return position === undefined ? 1 : position.epoch + 1;
}

const NONE: object = /* @__PURE__ */ Object.freeze({});
