import type { FoundPart, StoredPart } from './stored-part.ts';

/** A way to store the values of a field: what one side writes, the other reads. */
export interface FieldKind<V> {
  /** The names that a field takes in the file. */
  names(field: string): readonly string[];
  write(field: string, value: V): readonly StoredPart[];
  /** Returns the value. Throws `DataError` for parts that `write` does not write. */
  read(field: string, parts: readonly FoundPart[]): V;
}
