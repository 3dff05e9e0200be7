import type { FlatTable } from './flat-table.ts';

/** Levels of columns in columns, at most; the C++ library reads as many. */
const DEPTH = 64;
/** The memory that a schema may take whatever its bytes, and for each of them besides. */
const SMALL = 2 ** 26;
const PER_BYTE = 4;
/** The bytes in memory that are counted for a column or a pair of texts. */
const FIELD = 320;
/** Numbers of types whose tables have a text or a list as their second field. */
const TIMESTAMP = 10;
const UNION = 14;

/**
 * Does nothing if the lists and texts of a schema lie in its bytes, which flechette does not check.
 *
 * - **Throws** `Error` for others, and for a schema that refers to the same bytes over and over
 * - **Source** the Arrow format, https://github.com/apache/arrow/blob/main/format/Schema.fbs
 */
export function checkSchema(schema: FlatTable): void {
  let left = SMALL + PER_BYTE * schema.size;
  const spend = (bytes: number): void => {
    left -= bytes;
    if (left < 0) throw new Error('a schema that refers to bytes more than once');
  };
  const tables = (table: FlatTable, field: number): readonly FlatTable[] => {
    const found = table.tables(field);
    spend(FIELD * found.length);
    return found;
  };
  const pairs = (table: FlatTable, field: number): void => {
    for (const pair of tables(table, field)) spend(pair.textSize(0) + pair.textSize(1));
  };
  const column = (field: FlatTable, depth: number): void => {
    if (depth > DEPTH) throw new Error(`columns in columns, ${depth} levels deep`);
    const type = field.table(3);
    if (type === undefined) throw new Error('a column without a type');
    spend(field.textSize(0));
    if (field.byte(2) === TIMESTAMP) spend(type.textSize(1));
    if (field.byte(2) === UNION) spend(4 * type.list(1, 4).length);
    pairs(field, 6);
    for (const child of tables(field, 5)) column(child, depth + 1);
  };
  for (const field of tables(schema, 1)) column(field, 1);
  pairs(schema, 2);
}
