import type { ColumnKind, Layout } from './column-kind.ts';
import { readStarts, startsOf } from './starts.ts';

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
