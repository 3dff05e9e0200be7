import { shortDecimal } from '../cells/decimal.ts';
import { losesText, numberOf } from '../cells/number-of.ts';
import type { ColumnCells } from './column-cells.ts';
import type { ColumnConverter, Conversion } from './column-converter.ts';

/** Returns what converts a column of numbers, or of whole numbers alone. */
export function numberColumn(whole: boolean, { missing, given }: Conversion): ColumnConverter {
  const emptyIsMissing = missing.has('');
  // A text such as '-999' may stand for a missing number.
  const careful = [...missing].some(text => numberOf(text) !== undefined);
  const slow = (cells: ColumnCells, row: number): number | undefined => {
    const text = cells.text(row);
    if (text === undefined) return undefined;
    if (missing.has(text)) return NaN;
    const value = numberOf(text);
    if (value === undefined || (!given && losesText(text))) return undefined;
    return whole && !Number.isSafeInteger(value) && value === value ? undefined : value;
  };
  return (cells, misfit) => {
    const { bytes, from, to, rows } = cells;
    const data = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      if (from[row] === to[row] && emptyIsMissing) data[row] = NaN;
      else if (careful || whole || !shortDecimal(bytes, from[row]!, to[row]!, data, row)) {
        const value = slow(cells, row);
        if (value === undefined) misfit(row);
        else data[row] = value;
      }
    }
    return { data, shape: [], dtype: 'float32' };
  };
}
