import type { Slot } from '@thalweg/graph/engine';

/** The right factor of products, in panels: packed when its value has changed, and not in each pass. */
export interface PackedRight {
  readonly slot: Slot;
  /** The entry of the slot in the table of addresses. */
  readonly place: number;
  readonly transposed: boolean;
  /** The columns of the factor: the elements of one slot may be read under several shapes. */
  readonly columns: number;
  readonly address: number;
  readonly bytes: number;
  /** The version of the value that was packed last. */
  version: number | undefined;
}
