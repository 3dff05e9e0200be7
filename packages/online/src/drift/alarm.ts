import type { DriftStatus } from './drift-status.ts';

/** What is told when a stream may have changed, or has. */
export interface Alarm<T> {
  /** How many values had come, this one among them: from 1. */
  readonly at: number;
  /** A warning is told once, when it begins. */
  readonly status: Exclude<DriftStatus, 'stable'>;
  /** What came then. */
  readonly item: T;
}
