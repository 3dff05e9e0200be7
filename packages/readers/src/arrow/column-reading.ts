import { dtypeOf } from '../schema/dtype-of.ts';
import type { TableColumn } from '@thalweg/data';
import { Type, type Batch, type Column } from '@uwdata/flechette';
import { cellMaking } from '../columnar/cell-making.ts';
import type { CellMaking } from '../columnar/cells.ts';
import { checkRefused } from '../columnar/check-refused.ts';
import { spreadCells } from '../columnar/spread-cells.ts';
import type { ArrowColumn } from './arrow-columns.ts';
import { dictionaryCodes, type CodesOfDictionary } from './dictionary-codes.ts';

/** Some rows of a batch. */
export interface BatchRows {
  readonly batch: Batch<unknown>;
  readonly from: number;
  readonly to: number;
  /** The row of the file at which they start. */
  readonly row: number;
}

/** A batch of a column with a dictionary. */
type DictionaryBatch = Batch<unknown> & { readonly dictionary: Column<string> };

/** Makes the columns of tables in one reading. */
export class ColumnReading {
  readonly name: string;
  readonly at: number;
  private readonly source: string;
  private readonly column: ArrowColumn;
  private readonly making: CellMaking;
  private readonly codesOf: CodesOfDictionary | undefined;

  constructor(source: string, column: ArrowColumn) {
    this.name = column.name;
    this.at = column.at;
    this.source = source;
    this.column = column;
    this.making = cellMaking(source, column);
    const { categories } = this.making;
    const coded = categories !== undefined && column.field.type.typeId === Type.Dictionary;
    this.codesOf = coded ? dictionaryCodes(categories) : undefined;
  }

  /** Returns the cells of some rows. Numbers of 64 bits, none of which is missing, are not copied. */
  cells({ batch, from, to, row }: BatchRows): TableColumn {
    const { making } = this;
    if (this.codesOf !== undefined) return this.coded(this.codesOf(batch as DictionaryBatch, from, to));
    const rows = to - from;
    const { values, present } = this.column.read(batch, from, to);
    const converted = making.convert(values);
    checkRefused(converted, { source: this.source, making, row, rows, present, indexOf: value => value });
    const { cells } = converted;
    if (making.categories !== undefined && present === undefined) return this.coded(cells as Int32Array);
    if (present === undefined) return columnOf(making, cells);
    const into = making.array(rows);
    spreadCells(into, 0, { cells, indices: undefined, present, row: 0, value: 0, rows, missing: making.missing });
    return making.categories === undefined ? columnOf(making, into) : this.coded(into as Int32Array);
  }

  private coded(data: Int32Array): TableColumn {
    return { data, shape: [], dtype: undefined, categories: this.making.categories!.names };
  }
}

function columnOf({ type }: CellMaking, data: TableColumn['data']): TableColumn {
  return { data, shape: [], dtype: data instanceof Float64Array ? dtypeOf(type) : undefined };
}
