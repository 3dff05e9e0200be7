import type { ColumnKind, Elements, Layout, Reader } from './column-kind.ts';

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
export function startsOf(parts: readonly ArrayLike<unknown>[]): Uint32Array {
  const starts = new Uint32Array(parts.length + 1);
  for (let i = 0; i < parts.length; i++) starts[i + 1] = starts[i]! + parts[i]!.length;
  return starts;
}

/** Reads what {@link startsOf} returned. Throws `RangeError` if a part ends before it begins. */
export function readStarts(buffer: ArrayBuffer, at: number, parts: number): Uint32Array {
  const starts = new Uint32Array(buffer, at, parts + 1);
  for (let i = 0; i < parts; i++) if (starts[i]! > starts[i + 1]!) throw new RangeError('a part ends before it begins');
  return starts;
}
