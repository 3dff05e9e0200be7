import type { Schedule } from '@thalweg/optim';
import type { Refusal } from './optimizer-row.ts';

/** A schedule of a rate as the laws see it. */
export interface ScheduleRow {
  /** The name that it is exported under. */
  readonly name: string;
  /** What is special about the row, where a schedule has several. */
  readonly variant?: string;
  readonly make: () => Schedule;
  /** The rate of a step by a formula that nobody could get wrong; the first step is 1. */
  readonly formula: (step: number) => number;
  /** The rates that another implementation gives to the first steps. */
  readonly rates?: readonly number[];
  /** Why there are none. */
  readonly noReference?: string;
  /** Options that it refuses. */
  readonly refuses: readonly Refusal[];
}
