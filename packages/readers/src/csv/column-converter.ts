import type { TableColumn } from '@thalweg/data';
import type { ColumnCells } from './column-cells.ts';

/** Notes that a cell does not fit its column. */
export type Misfit = (row: number) => void;

/** Makes a column of a table from the cells of a block. */
export type ColumnConverter = (cells: ColumnCells, misfit: Misfit) => TableColumn;

/** The options of the conversion of a column. */
export interface Conversion {
  /** The texts of cells that are missing. */
  readonly missing: ReadonlySet<string>;
  /** True if the user gave the type: then a leading zero, and digits past 2⁵³, may be lost. */
  readonly given: boolean;
}
