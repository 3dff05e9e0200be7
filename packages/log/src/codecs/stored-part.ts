import type { Stored } from '@thalweg/tensor';

/** Elements that a field stores in a file under one name. */
export interface StoredPart {
  readonly name: string;
  readonly stored: Stored;
}

/** A tensor of a file as a reader finds it: the bytes are a view of the payload. */
export interface FoundPart {
  readonly name: string;
  /** The element type by the name of the format, such as `F32`. */
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A field of a record, and what it stores. */
export interface StoredField {
  readonly name: string;
  readonly kind: string;
  readonly parts: readonly StoredPart[];
}
