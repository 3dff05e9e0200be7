import type { FeatureArray } from '../column-transform.ts';

/** The features of some rows, and the codes of each ordinal column. */
export interface Block {
  /** For each row `stride` values. */
  readonly values: FeatureArray;
  /** The indices of sparse features, as many as values. */
  readonly indices: Int32Array | undefined;
  readonly stride: number;
  readonly codes: Readonly<Record<string, Int32Array>>;
}
