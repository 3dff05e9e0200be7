import type { DriftStatus } from './drift-status.ts';

/** Reports that a stream has changed, or may have. */
export interface Alarm<T> {
  /** The number of the value, from 1. */
  readonly at: number;
  /** A drift, or a warning, which is reported once, when it begins. */
  readonly status: Exclude<DriftStatus, 'stable'>;
  /** The item with this value. */
  readonly item: T;
}
