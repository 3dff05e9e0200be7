import type { AxisOption } from './axis.ts';

/** Options of operations that run along an axis, by default the last. */
export interface RunningOptions extends AxisOption {
  /** Runs from the end. */
  readonly reverse?: boolean;
}
