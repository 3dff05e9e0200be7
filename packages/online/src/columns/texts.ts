import type { ColumnKind, Layout, Reader } from './column-kind.ts';
import { readStarts, startsOf } from './starts.ts';

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
