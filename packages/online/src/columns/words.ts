import type { ColumnKind, Layout } from './column-kind.ts';

/** The most different strings of a column that are kept as words. */
const MOST = 256;

interface Words extends Layout {
  readonly kind: 'words';
  readonly words: readonly string[];
  readonly at: number;
}

/** Strings of which many are equal: each once, and its number for each row. */
export const words: ColumnKind<Words, string> = {
  write(values, to) {
    const numberOf = new Map<string, number>();
    const all = Uint8Array.from(values, value => {
      if (!numberOf.has(value)) numberOf.set(value, numberOf.size);
      return numberOf.get(value)!;
    });
    return { kind: 'words', words: [...numberOf.keys()], at: to.add(all) };
  },
  read({ words, at }, rows, { buffer }) {
    const all = new Uint8Array(buffer, at, rows);
    return row => words[all[row]!];
  },
};

/** Returns true if strings are better kept as words: few are different, in many. */
export function areWords(values: readonly string[]): boolean {
  const most = Math.min(MOST, values.length >> 2);
  const different = new Set<string>();
  for (const value of values) if (different.add(value).size > most) return false;
  return true;
}
