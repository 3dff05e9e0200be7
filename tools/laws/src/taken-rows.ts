import { murmur3 } from '@thalweg/online';
import { it } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** How many rows of a law the run left out. */
    readonly leftOut?: number;
  }
}

/** The fast run takes one of so many rows. */
const SHARE = 8;

/** Settings of the run, from `vitest.config.ts`. */
const { LAWS_ROWS = 'drawn', LAWS_SEED = '' } = process.env;

/**
 * Returns the rows of a law that this run takes: all in the full run; in the fast one an eighth of each group, at least one, drawn
 * by the seed. The number of the others is in a test that is skipped. Files that call this are named `*.drawn.test.ts`.
 *
 * @param law a name that differs from those of other laws, so that each draws rows of its own
 * @param groupOf the operation, the layer or the optimizer of a row, of which one is taken at least
 */
export function takenRows<Row>(law: string, rows: readonly Row[], groupOf: (row: Row) => string): readonly Row[] {
  if (LAWS_ROWS === 'all') return rows;
  const groups = [...new Set(rows.map(groupOf))];
  const taken = new Set(
    groups.flatMap(group =>
      some(
        rows.filter(row => groupOf(row) === group),
        `${LAWS_SEED}/${law}/${group}`,
      ),
    ),
  );
  const left = rows.length - taken.size;
  if (left > 0)
    it.skip(`${left} of ${rows.length} rows of ${law}, which the full run takes`, { meta: { leftOut: left } });
  return rows.filter(row => taken.has(row));
}

/** An eighth of a group: those whose hashes are least. */
function some<Row>(rows: readonly Row[], salt: string): readonly Row[] {
  const hashes = rows.map((row, n) => ({ row, hash: hashOf(`${salt}/${n}`) }));
  return hashes
    .sort((a, b) => a.hash - b.hash)
    .slice(0, Math.ceil(rows.length / SHARE))
    .map(({ row }) => row);
}

const hashOf = (text: string): number => murmur3(new TextEncoder().encode(text));
