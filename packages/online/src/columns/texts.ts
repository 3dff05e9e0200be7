import type { ColumnKind, Layout, Reader } from './column-kind.ts';
import { readStarts, startsOf } from './starts.ts';

interface Texts extends Layout {
  readonly kind: 'texts';
  readonly starts: number;
  readonly at: number;
  /** Whether each code unit takes two bytes. */
  readonly wide: boolean;
}

/** Strings as their code units, of one byte each if all are below 256. */
export const texts: ColumnKind<Texts, string> = {
  write(values, to) {
    const starts = startsOf(values);
    const units = new Uint16Array(starts[values.length]!);
    let any = 0;
    let at = 0;
    for (const text of values) for (let i = 0; i < text.length; i++) any |= units[at++] = text.charCodeAt(i);
    const wide = any > 0xff;
    return { kind: 'texts', starts: to.add(starts), at: to.add(wide ? units : Uint8Array.from(units)), wide };
  },
  read({ starts: startsAt, at, wide }, rows, { buffer }): Reader {
    const starts = readStarts(buffer, startsAt, rows);
    const units = new (wide ? Uint16Array : Uint8Array)(buffer, at, starts[rows]!);
    return row => textOf(units, starts[row]!, starts[row + 1]!);
  },
};

/** More arguments could be too many for a host. */
const MOST = 4096;

/** Returns the text of some code units. */
export function textOf(units: Uint8Array | Uint16Array, from: number, end: number): string {
  let text = '';
  for (let at = from; at < end; at += MOST)
    text += String.fromCharCode.apply(undefined, units.subarray(at, Math.min(end, at + MOST)) as unknown as number[]);
  return text;
}
