import type { Layout, Reader, Reading, Writing } from './column-kind.ts';

interface Mixed extends Layout {
  readonly kind: 'mixed';
  /** The offsets of the number of each row's group, and of its row there. */
  readonly groups: number;
  readonly ranks: number;
  readonly sizes: readonly number[];
  readonly columns: readonly Layout[];
}

/** Writes a column of values of several kinds, which are in groups by number: a column for each group. */
export function writeMixed(values: readonly unknown[], groupOf: Uint8Array, to: Writing): Mixed {
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
export function readMixed(layout: Mixed, rows: number, from: Reading): Reader {
  const groups = new Uint8Array(from.buffer, layout.groups, rows);
  const ranks = new Uint32Array(from.buffer, layout.ranks, rows);
  const readers = layout.columns.map((column, i) => from.column(column, layout.sizes[i]!));
  return row => readers[groups[row]!]!(ranks[row]!);
}
