import type { ColumnKind, Layout } from './column-kind.ts';
import { texts } from './texts.ts';

/** The most different strings of a column that are kept as words. */
const MOST = 256;

interface Words extends Layout {
  readonly kind: 'words';
  readonly words: readonly string[];
  readonly at: number;
}

/** Strings of which many are equal: each once, and its number for each row. If too many differ, they are `texts`. */
export const words: ColumnKind<Layout, string> = {
  write(values, to) {
    const most = Math.min(MOST, values.length >> 2);
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
