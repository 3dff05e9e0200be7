import type { SizeChange } from './fitting.ts';

/** Something of another size than when it was saved. */
export interface Resized extends SizeChange {
  readonly name: string;
}

/** What a restore did, by name, such as `learn/dense1/weight`. As a text it is one line for each kind. */
export interface RestoreReport {
  /** What has its saved value, to the last bit. */
  readonly restored: readonly string[];
  /** What the snapshot lacks: it stays as it was built. */
  readonly initialized: readonly string[];
  /** What the snapshot has and nothing uses any more. */
  readonly dropped: readonly string[];
  /** What has another size, and what was lost by that. */
  readonly resized: readonly Resized[];
  toString(): string;
}
