import type { ColumnKind, Layout, Reader, BlobReader, BlobWriter } from './column-kind.ts';
import { readStarts, startsOf } from './flat-columns.ts';

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

interface Entries extends Layout {
  readonly kind: 'entries';
  readonly starts: number;
  readonly names: Layout;
  readonly values: Layout;
}

/** Objects with all sorts of fields: a column of the names of all, and one of the values. */
export const entries: ColumnKind<Entries, object> = {
  write(objects, to) {
    const names = objects.map(Object.keys);
    const values = objects.map(Object.values);
    return {
      kind: 'entries',
      starts: to.add(startsOf(names)),
      names: to.column(names.flat()),
      values: to.column(values.flat()),
    };
  },
  read({ starts: at, names, values }, rows, from) {
    const starts = readStarts(from.buffer, at, rows);
    const [name, value] = [names, values].map(layout => from.column(layout, starts[rows]!));
    return row => {
      const list: [string, unknown][] = [];
      for (let i = starts[row]!; i < starts[row + 1]!; i++) list.push([name!(i) as string, value!(i)]);
      return Object.fromEntries(list);
    };
  },
};

interface Items extends Layout {
  readonly kind: 'items';
  readonly starts: number;
  readonly all: Layout;
}

/** Arrays, whose items are another column. */
export const items: ColumnKind<Items, readonly unknown[]> = {
  write: (values, to) => ({ kind: 'items', starts: to.add(startsOf(values)), all: to.column(values.flat()) }),
  read({ starts: at, all }, rows, from) {
    const starts = readStarts(from.buffer, at, rows);
    const read = from.column(all, starts[rows]!);
    return row => {
      const list: unknown[] = [];
      for (let i = starts[row]!; i < starts[row + 1]!; i++) list.push(read(i));
      return list;
    };
  },
};

interface Mixed extends Layout {
  readonly kind: 'mixed';
  /** The offsets of the number of each row's group, and of its row there. */
  readonly groups: number;
  readonly ranks: number;
  readonly sizes: readonly number[];
  readonly columns: readonly Layout[];
}

/** Writes a column of values of several kinds, which are in groups by number: a column for each group. */
export function writeMixed(values: readonly unknown[], groupOf: Uint8Array, to: BlobWriter): Mixed {
  const groups: unknown[][] = [];
  const ranks = new Uint32Array(values.length);
  for (let i = 0; i < ranks.length; i++) ranks[i] = (groups[groupOf[i]!] ??= []).push(values[i]) - 1;
  return {
    kind: 'mixed',
    groups: to.add(groupOf),
    ranks: to.add(ranks),
    sizes: groups.map(({ length }) => length),
    columns: groups.map(group => to.column(group)),
  };
}

/** Reads what {@link writeMixed} wrote. */
export function readMixed(layout: Mixed, rows: number, from: BlobReader): Reader {
  const groups = new Uint8Array(from.buffer, layout.groups, rows);
  const ranks = new Uint32Array(from.buffer, layout.ranks, rows);
  const readers = layout.columns.map((column, i) => from.column(column, layout.sizes[i]!));
  return row => readers[groups[row]!]!(ranks[row]!);
}

interface Equals extends Layout {
  readonly kind: 'equals';
  readonly value: unknown;
}

/** One value for all rows. */
export const equals: ColumnKind<Equals, unknown> = {
  write: ([value]) => ({ kind: 'equals', value }),
  read:
    ({ value }) =>
    () =>
      value,
};

/** Returns true if all values are equal, and JSON keeps them to the last bit. */
export function areEqual(values: readonly unknown[]): boolean {
  const [first] = values;
  if (typeof first === 'number' ? !Number.isFinite(first) || Object.is(first, -0) : typeof first !== 'string')
    return false;
  for (const value of values) if (!Object.is(value, first)) return false;
  return true;
}
