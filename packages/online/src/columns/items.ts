import type { ColumnKind, Layout } from './column-kind.ts';
import { readStarts, startsOf } from './starts.ts';

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
