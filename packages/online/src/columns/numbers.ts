import type { ColumnKind, Layout } from './column-kind.ts';

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
