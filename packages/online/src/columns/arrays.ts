import type { ColumnKind, Elements, Layout } from './column-kind.ts';
import { readStarts, startsOf } from './starts.ts';

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
