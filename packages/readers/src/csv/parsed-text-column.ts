import type { ColumnConverter, Conversion } from './column-converter.ts';

/** Returns what converts a column whose texts are parsed one by one; `undefined` for a text that does not fit. */
export function parsedTextColumn({ missing }: Conversion, parse: (text: string) => unknown): ColumnConverter {
  return (cells, misfit) => {
    const data: unknown[] = [];
    for (let row = 0; row < cells.rows; row++) {
      const text = cells.text(row);
      const value = text === undefined ? undefined : missing.has(text) ? null : parse(text);
      if (value === undefined) misfit(row);
      data.push(value);
    }
    return { data, shape: [], dtype: undefined };
  };
}
