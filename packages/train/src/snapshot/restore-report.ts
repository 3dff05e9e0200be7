import type { SizeChange } from './fitting.ts';

/** Something of another size than when it was saved. */
export interface Resized extends SizeChange {
  readonly name: string;
}

/** The result of a restore, by name, such as `learn/dense1/weight`. As a text it is one line for each kind. */
export interface RestoreReport {
  /** Names that have their saved value, to the last bit. */
  readonly restored: readonly string[];
  /** Names that the snapshot lacks: they stay as they were built. */
  readonly initialized: readonly string[];
  /** Names in the snapshot that nothing uses any more. */
  readonly dropped: readonly string[];
  /** Names that have another size, with what was lost by that. */
  readonly resized: readonly Resized[];
  /** Returns the report as text. */
  toString(): string;
}
