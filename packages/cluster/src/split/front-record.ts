import type { StepRecord } from '@thalweg/train';

/** The record that a front half emits for a step: the loss is what the back half has reported. */
export interface FrontRecord extends StepRecord {
  /** The number of steps that this half took between the forward pass of the record and its step: less than `depth`. */
  readonly staleness: number;
}
