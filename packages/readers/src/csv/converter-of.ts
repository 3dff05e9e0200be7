import { booleanOf } from '../cells/boolean-of.ts';
import { bigintOf } from '../cells/number-of.ts';
import type { ColumnType } from '../schema/column-type.ts';
import { categoryColumn } from './category-column.ts';
import type { ColumnConverter, Conversion } from './column-converter.ts';
import { dateColumn } from './date-column.ts';
import { numberColumn } from './number-column.ts';
import { parsedTextColumn } from './parsed-text-column.ts';
import { textColumn } from './text-column.ts';

/** The types that a column of texts can have. */
export const TEXT_TYPES = ['number', 'integer', 'boolean', 'date', 'text', 'category', 'bigint'] as const;

/** Returns what converts a column of a type. `repeats` says that its texts come again and again. */
export function converterOf(type: ColumnType, conversion: Conversion, repeats: boolean): ColumnConverter {
  switch (type) {
    case 'number':
    case 'integer':
      return numberColumn(type === 'integer', conversion);
    case 'date':
      return dateColumn(conversion);
    case 'boolean':
      return parsedTextColumn(conversion, booleanOf);
    case 'bigint':
      return parsedTextColumn(conversion, bigintOf);
    default:
      return type === 'category' || repeats ? categoryColumn(conversion) : textColumn(conversion);
  }
}
