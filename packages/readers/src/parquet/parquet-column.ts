import type { SchemaTree } from 'hyparquet';
import type { StoredColumn } from '../columnar/cell-making.ts';

/** A column that is read. */
export interface ParquetColumn extends StoredColumn {
  readonly tree: SchemaTree;
  /** True if values are missing, `undefined` if the file does not say. */
  readonly missing: boolean | undefined;
}

/** True if a column nests others, or repeats. */
export function isNested({ children, element }: SchemaTree): boolean {
  return children.length > 0 || element.repetition_type === 'REPEATED';
}
