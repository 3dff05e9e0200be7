/** Options of metrics that compare classes. */
export interface ClassOptions {
  /** The number of classes, 2 by default. */
  readonly classes?: number;
  /** A single number above this threshold means class 1; 0.5 by default. Of several scores the largest decides. */
  readonly threshold?: number;
}

/** Defaults of {@link ClassOptions}. */
export const classDefaults = { classes: 2, threshold: 0.5 } as const;
