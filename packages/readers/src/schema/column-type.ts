/**
 * The type of a column.
 *
 * | type | cells of records |
 * |---|---|
 * | `number`, `integer` | numbers; a missing one is `NaN` |
 * | `date` | milliseconds since 1970 in UTC; a missing one is `NaN`; float64 in batches |
 * | `boolean` | `true` and `false`; a missing one is `null` |
 * | `text`, `category` | strings; a missing one is `null` |
 * | `bigint` | bigints, where asked for; a missing one is `null` |
 * | `list`, `object` | arrays and plain objects; a missing one is `null` |
 */
export type ColumnType = 'number' | 'integer' | 'boolean' | 'date' | 'text' | 'category' | 'bigint' | 'list' | 'object';
