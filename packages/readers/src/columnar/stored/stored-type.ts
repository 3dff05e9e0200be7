import type { ColumnType } from '../../schema/column-type.ts';
import type { Converted } from '../cells.ts';
import type { RawValues } from '../raw-values.ts';

/** Converts stored values into cells. */
export type Conversion = (values: RawValues) => Converted;

/** A type of values in Parquet files: what its columns are by default, and what else they can be read as. */
export interface StoredType {
  readonly type: ColumnType;
  readonly as: Readonly<Partial<Record<ColumnType, Conversion>>>;
  /** The requirement that a value which cannot be converted does not meet. */
  readonly requirement?: string;
  /** The advice on such a value. */
  readonly advice?: string;
}
