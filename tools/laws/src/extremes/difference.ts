import type { ExtremeCase } from './extreme-case.ts';

/** A deliberate difference from PyTorch 2.6. */
export interface Difference {
  /** The operations that have it; each of them does, in both runners. */
  readonly operations: readonly string[];
  readonly what: string;
  readonly reason: string;
  /** True if a number is other than PyTorch's for this reason, and is what it should be. */
  readonly explains: (given: ExtremeCase) => boolean;
}
