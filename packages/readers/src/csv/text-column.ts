import type { ColumnConverter, Conversion } from './column-converter.ts';

/** Returns what converts a column of texts, each of which is decoded. */
export function textColumn({ missing }: Conversion): ColumnConverter {
  const emptyIsMissing = missing.has('');
  const others = missing.size > (emptyIsMissing ? 1 : 0);
  return (cells, misfit) => {
    const data: (string | null)[] = [];
    for (let row = 0; row < cells.rows; row++) {
      const text = cells.text(row);
      if (text === undefined) misfit(row);
      const gone = text === undefined || (text === '' ? emptyIsMissing : others && missing.has(text));
      data.push(gone ? null : text);
    }
    return { data, shape: [], dtype: undefined };
  };
}
