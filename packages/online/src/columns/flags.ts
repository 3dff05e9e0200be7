import type { ColumnKind, Layout } from './column-kind.ts';

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
