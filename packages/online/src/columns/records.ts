import type { ColumnKind, Layout } from './column-kind.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Records extends Layout {
  readonly kind: 'records';
  readonly names: readonly string[];
  readonly columns: readonly Layout[];
}

/** Objects with the same fields in the same order: a column for each field. */
export const records: ColumnKind<Records, Fields> = {
  write(values, to) {
    const names = Object.keys(values[0]!);
    return { kind: 'records', names, columns: names.map(name => to.column(values.map(value => value[name]))) };
  },
  read({ names, columns }, rows, from) {
    const readers = columns.map(column => from.column(column, rows));
    const count = names.length;
    // An assignment to this name would set the class of the object.
    if (names.includes('__proto__')) return row => Object.fromEntries(names.map((name, i) => [name, readers[i]!(row)]));
    return row => {
      const record: Record<string, unknown> = {};
      for (let i = 0; i < count; i++) record[names[i]!] = readers[i]!(row);
      return record;
    };
  },
};
