import type { StepMetrics, StepRecord } from '@thalweg/train';

/** The record that a worker emits for a step. */
export interface LocalStep<M extends StepMetrics = Record<never, never>> extends StepRecord<M> {
  /** The number of the round, from 1. */
  readonly round: number;
  /** The version of the published weights that the round began from. */
  readonly version: number;
}
