import type { Node } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';

/** Scalar nodes by name. */
export type Scalars = Readonly<Record<string, Node<readonly []>>>;

/** What is told of a step. */
export interface StepRecord<M extends Scalars = Record<never, never>, V = never> {
  /** The number of the step, from 1. */
  readonly step: number;
  /** The epoch that its records are from, from 0; 0 for records that are pushed. */
  readonly epoch: number;
  /** The loss on the step's records, before the parameters moved. */
  readonly loss: number;
  /** The metrics on the step's records, before the parameters moved. */
  readonly metrics: { readonly [K in keyof M]: number };
  /** On the last step of an epoch, if the run validates: measured after the parameters moved. */
  readonly validation?: V;
}

/** The record of a step from its outputs: the loss, the number of the step, and the metrics in the order of their names. */
export function recordOf<M extends Scalars, V>(
  [loss, step, ...values]: readonly Tensor[],
  names: readonly string[],
  epoch: number,
  validation?: V,
): StepRecord<M, V> {
  const metrics = Object.fromEntries(names.map((name, index) => [name, values[index]!.item()])) as {
    [K in keyof M]: number;
  };
  const record = { step: step!.item(), epoch, loss: loss!.item(), metrics };
  return validation === undefined ? record : { ...record, validation };
}
