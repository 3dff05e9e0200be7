import { createHash } from 'node:crypto';
import { it } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** How many rows of a table the run left out. */
    readonly leftOut?: number;
  }
}

/** The fast run takes one of so many rows, and of so many random runs. */
const SHARE = 8;

/** Settings of the run, from `vitest.config.ts`. */
const { LAWS_ROWS = 'drawn', LAWS_SEED = '' } = process.env;

/**
 * Returns the rows of a table that this run takes: all in the full run; in the fast one an eighth of each group, at least one, drawn
 * by the seed. The number of the others is in a test that is skipped. Files that call this are named `*.drawn.test.ts`.
 *
 * @param table a name that differs from those of other tables, so that each draws rows of its own
 * @param groupOf the operation, the layer or the optimizer of a row, of which one is taken at least
 */
export function takenRows<Row>(
  table: string,
  rows: readonly Row[],
  groupOf: (row: Row) => string = () => '',
): readonly Row[] {
  const { rows: taken, left } = draw(table, rows, groupOf);
  if (left > 0)
    it.skip(`${left} of ${rows.length} rows of ${table}, which the full run takes`, { meta: { leftOut: left } });
  return taken;
}

/** Draws rows. Returns them, and the number of the others. */
export function draw<Row>(
  table: string,
  rows: readonly Row[],
  groupOf: (row: Row) => string,
): { readonly rows: readonly Row[]; readonly left: number } {
  if (LAWS_ROWS === 'all') return { rows, left: 0 };
  const groups = new Map<string, number[]>();
  rows.forEach((row, n) => groups.set(groupOf(row), [...(groups.get(groupOf(row)) ?? []), n]));
  const taken = new Set([...groups].flatMap(([group, own]) => some(own, `${LAWS_SEED}/${table}/${group}`)));
  return { rows: rows.filter((_, n) => taken.has(n)), left: rows.length - taken.size };
}

/** Returns how many of so many random runs this run makes: all in the full run, an eighth in the fast one, at least one. */
export function takenRuns(all: number): number {
  return LAWS_ROWS === 'all' ? all : Math.ceil(all / SHARE);
}

/** An eighth of a group: those whose hashes are least. */
function some(rows: readonly number[], salt: string): readonly number[] {
  const hashes = new Map(rows.map(row => [row, createHash('sha256').update(`${salt}/${row}`).digest('hex')]));
  const inOrder = [...rows].sort((a, b) => (hashes.get(a)! < hashes.get(b)! ? -1 : 1));
  return inOrder.slice(0, Math.ceil(rows.length / SHARE));
}
