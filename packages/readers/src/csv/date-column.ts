import { isoDate } from '../cells/iso-date.ts';
import type { ColumnConverter, Conversion } from './column-converter.ts';

/** Returns what converts a column of dates. */
export function dateColumn({ missing }: Conversion): ColumnConverter {
  return (cells, misfit) => {
    const { bytes, from, to, rows } = cells;
    const data = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      const value = isoDate(bytes, from[row]!, to[row]!);
      if (value !== undefined) data[row] = value;
      else if (missing.has(cells.text(row)!)) data[row] = NaN;
      else misfit(row);
    }
    return { data, shape: [], dtype: 'float64' };
  };
}
