interface Texts extends Layout {
  readonly kind: 'texts';
  readonly starts: number;
  readonly at: number;
  /** True if each code unit takes two bytes. */
  readonly wide: boolean;
}

/** Strings as their code units, of one byte each if all are below 256. */
export const texts: ColumnKind<Texts, string> = {
  write(values, to) {
    const starts = startsOf(values);
    const units = unitsOf(values, starts[values.length]!);
    const wide = units.some(unit => unit > 0xff);
    return { kind: 'texts', starts: to.add(starts), at: to.add(wide ? units : new Uint8Array(units)), wide };
  },
  read({ starts: startsAt, at, wide }, rows, { buffer }): Reader {
    const starts = readStarts(buffer, startsAt, rows);
    const units = new (wide ? Uint16Array : Uint8Array)(buffer, at, starts[rows]!);
    return row => textOf(units, starts[row]!, starts[row + 1]!);
  },
};

/** Returns the code units of texts, of which there are so many. */
export function unitsOf(values: readonly string[], count: number): Uint16Array {
  const units = new Uint16Array(count);
  let at = 0;
  for (const text of values) for (let i = 0; i < text.length; i++) units[at++] = text.charCodeAt(i);
  return units;
}

/** More arguments could be too many for a host. */
const MOST = 4096;

/** Returns the text of some code units. */
export function textOf(units: Uint8Array | Uint16Array, from: number, end: number): string {
  let text = '';
  for (let at = from; at < end; at += MOST)
    text += String.fromCharCode.apply(undefined, units.subarray(at, Math.min(end, at + MOST)) as unknown as number[]);
  return text;
}

/** The most different strings of a column that are kept as words. */
const MOST_WORDS = 256;

interface Words extends Layout {
  readonly kind: 'words';
  readonly words: readonly string[];
  readonly at: number;
}

/** Strings of which many are equal: each once, and its number for each row. If too many differ, they are `texts`. */
export const words: ColumnKind<Layout, string> = {
  write(values, to) {
    const most = Math.min(MOST_WORDS, values.length >> 2);
    const numberOf = new Map<string, number>();
    const all = new Uint8Array(values.length);
    for (let i = 0; i < all.length; i++) {
      const value = values[i]!;
      const number = numberOf.get(value);
      if (number === undefined && numberOf.size === most) return texts.write(values, to);
      if (number === undefined) numberOf.set(value, (all[i] = numberOf.size));
      else all[i] = number;
    }
    return { kind: 'words', words: [...numberOf.keys()], at: to.add(all) } as Words;
  },
  read(layout, rows, { buffer }) {
    const { words, at } = layout as Words;
    const all = new Uint8Array(buffer, at, rows);
    return row => words[all[row]!];
  },
};

interface Numbers extends Layout {
  readonly kind: 'numbers';
  readonly at: number;
}

/** Numbers as float64, which keeps every bit that a program can see. */
export const numbers: ColumnKind<Numbers, number> = {
  write: (values, to) => ({ kind: 'numbers', at: to.add(new Float64Array(values)) }),
  read({ at }, rows, { buffer }) {
    const all = new Float64Array(buffer, at, rows);
    return row => all[row]!;
  },
};

const FLAGS = [undefined, null, false, true] as const;

interface Flags extends Layout {
  readonly kind: 'flags';
  readonly at: number;
}

/** Booleans, null and undefined, a byte for each. */
export const flags: ColumnKind<Flags, (typeof FLAGS)[number]> = {
  write(values, to) {
    const all = new Uint8Array(values.length);
    for (let i = 0; i < all.length; i++) all[i] = FLAGS.indexOf(values[i]);
    return { kind: 'flags', at: to.add(all) };
  },
  read({ at }, rows, { buffer }) {
    const all = new Uint8Array(buffer, at, rows);
    return row => FLAGS[all[row]!];
  },
};

const CLASSES = [
  Float32Array,
  Float64Array,
  Int8Array,
  Int16Array,
  Int32Array,
  Uint8Array,
  Uint8ClampedArray,
  Uint16Array,
  Uint32Array,
] as const;

interface Arrays extends Layout {
  readonly kind: 'arrays';
  readonly of: number;
  readonly starts: number;
  readonly at: number;
}

/** Typed arrays of one class, one after another. */
export const arrays: ColumnKind<Arrays, Elements> = {
  write(values, to) {
    const of = arrayClass(values[0]);
    const starts = startsOf(values);
    const all = new CLASSES[of]!(starts[values.length]!);
    values.forEach((value, i) => all.set(value, starts[i]));
    return { kind: 'arrays', of, starts: to.add(starts), at: to.add(all) };
  },
  read({ of, starts: startsAt, at }, rows, { buffer }) {
    const starts = readStarts(buffer, startsAt, rows);
    const all = new CLASSES[of]!(buffer, at, starts[rows]!);
    return row => all.slice(starts[row], starts[row + 1]);
  },
};

/** Returns the number of the class of a typed array; −1 for everything else. */
export function arrayClass(value: unknown): number {
  return ArrayBuffer.isView(value) ? CLASSES.indexOf(value.constructor as (typeof CLASSES)[number]) : -1;
}

/** Returns where each of some parts begins in all of them, and after these where the last one ends. */
function startsOf(parts: readonly ArrayLike<unknown>[]): Uint32Array {
  const starts = new Uint32Array(parts.length + 1);
  for (let i = 0; i < parts.length; i++) starts[i + 1] = starts[i]! + parts[i]!.length;
  return starts;
}

/** Reads what {@link startsOf} returned. Throws `RangeError` if a part ends before it begins. */
function readStarts(buffer: ArrayBuffer, at: number, parts: number): Uint32Array {
  const starts = new Uint32Array(buffer, at, parts + 1);
  for (let i = 0; i < parts; i++) if (starts[i]! > starts[i + 1]!) throw new RangeError('a part ends before it begins');
  return starts;
}

/** The typed arrays that a blob holds, and that values may be. */
export type Elements =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array;

/** The place of a column in a blob, and what else it takes to read it; plain JSON. */
export interface Layout {
  readonly kind: string;
}

/** A blob that is being written. */
export interface BlobWriter {
  /** Appends elements. Returns their offset in bytes. */
  add(elements: Elements): number;
  /** Appends a column of values of any kind. */
  column(values: readonly unknown[]): Layout;
  /** Keeps values unchanged, beside the blob. Returns the index of the first. */
  keep(values: readonly unknown[]): number;
}

/** A blob that is being read. Offsets that lie outside are a `RangeError`. */
export interface BlobReader {
  readonly buffer: ArrayBuffer;
  /** Values beside the blob. */
  readonly kept: readonly unknown[];
  column(layout: Layout, rows: number): Reader;
}

/** Returns the value of a row. */
export type Reader = (row: number) => unknown;

/** A way to store the values of a column: what one side writes, the other reads. */
export interface ColumnKind<L extends Layout, V> {
  write(values: readonly V[], to: BlobWriter): L;
  read(layout: L, rows: number, from: BlobReader): Reader;
}

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
