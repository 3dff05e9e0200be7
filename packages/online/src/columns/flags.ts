import type { ColumnKind, Layout } from './column-kind.ts';

const FLAGS = [undefined, null, false, true] as const;

interface Flags extends Layout {
  readonly kind: 'flags';
  readonly at: number;
}

/** Booleans, null and undefined, a byte for each. */
export const flags: ColumnKind<Flags, (typeof FLAGS)[number]> = {
  write: (values, to) => ({ kind: 'flags', at: to.add(Uint8Array.from(values, value => FLAGS.indexOf(value))) }),
  read({ at }, rows, { buffer }) {
    const all = new Uint8Array(buffer, at, rows);
    return row => FLAGS[all[row]!];
  },
};
