import type { Detector } from '@thalweg/online';

/** A detector’s statistic after a value, and the threshold that it must cross for an alarm. */
export interface Reading {
  readonly statistic: number;
  readonly threshold: number;
}

/** A detector, with the statistic that it compares. */
export interface Monitor<S extends object = object> {
  readonly name: string;
  readonly title: string;
  /** The statistic and the threshold, in the letters of the papers. */
  readonly formula: string;
  /** True if an alarm means that the statistic has fallen below the threshold. */
  readonly below: boolean;
  readonly make: () => Detector<S>;
  /** Returns the reading after a value; undefined where the detector does not look. `state` is that before the value. */
  readonly read: (state: S, value: number) => Reading | undefined;
}
