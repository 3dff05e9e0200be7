import { createHash } from 'node:crypto';
import { it } from 'vitest';

export { misfitsOf, type Misfit } from './misfits.ts';
export { refute, refuteAsync } from './refute.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** How many rows of a table the run left out. */
    readonly leftOut?: number;
  }
}

/** A run that draws takes one of so many rows, and of so many random runs. */
const SHARE = 8;

/** The settings of a run: its mode, and the seed. */
interface Run {
  readonly mode: string;
  readonly seed: string;
}

/** Those of this run, from `vitest.config.ts`. */
const THIS: Run = { mode: process.env['TEST_RUN'] ?? 'test', seed: process.env['LAWS_SEED'] ?? '' };

/** True in the run before a release. */
export const isRelease: boolean = THIS.mode === 'release';

/** The seed that takes all rows and all runs, in any run. */
const EVERYTHING = 'all';

/**
 * Returns the rows of a table that this run takes: in the fast run an eighth of each group, at least one, drawn
 * by the seed; in the full run the others, so that both together, which a landing needs, take all. Of a table whose rows are themselves
 * taken ones, some are left to other seeds. The number of those left out is in a test that is skipped. Files that call this are
 * named `*.drawn.test.ts`.
 *
 * @param table a name that differs from those of other tables, so that each draws rows of its own
 * @param groupOf the operation, the layer or the optimizer of a row, of which one is taken at least
 */
export function takenRows<Row>(
  table: string,
  rows: readonly Row[],
  groupOf: (row: Row) => string = () => '',
  run: Run = THIS,
): readonly Row[] {
  return told(table, rows, drawIn({ test: 'eighth', full: 'others' }, table, rows, groupOf, run));
}

/**
 * Returns the rows of a table that this run takes: in the full run an eighth of each group, at least one, drawn by the seed; before a
 * release all. It is for rows that are much alike and take long each, such as pages that are looked at. Files that call this
 * are named `*.drawn.full.test.ts`.
 */
export function landingRows<Row>(
  table: string,
  rows: readonly Row[],
  groupOf: (row: Row) => string = () => '',
  run: Run = THIS,
): readonly Row[] {
  return told(table, rows, drawIn({ test: 'eighth', full: 'eighth' }, table, rows, groupOf, run));
}

/** Returns the rows that were taken. A test that is skipped has the number of the others. */
function told<Row>(table: string, all: readonly Row[], taken: readonly Row[]): readonly Row[] {
  const leftOut = all.length - taken.length;
  if (leftOut > 0)
    it.skip(`${leftOut} of ${all.length} rows of ${table}, which another run takes`, { meta: { leftOut } });
  return taken;
}

/**
 * Returns what this run takes of a table, as `shares` says for its mode: an eighth of each group, at least one row, drawn by the seed, or
 * the others; all rows in a mode without a share.
 */
export function drawIn<Row>(
  shares: Readonly<Record<string, 'eighth' | 'others'>>,
  table: string,
  rows: readonly Row[],
  groupOf: (row: Row) => string,
  { mode, seed }: Run = THIS,
): readonly Row[] {
  const share = shares[mode];
  if (share === undefined || seed === EVERYTHING) return rows;
  const groups = new Map<string, number[]>();
  rows.forEach((row, n) => groups.set(groupOf(row), [...(groups.get(groupOf(row)) ?? []), n]));
  const eighth = new Set([...groups].flatMap(([group, own]) => some(own, `${seed}/${table}/${group}`)));
  return rows.filter((_, n) => eighth.has(n) === (share === 'eighth'));
}

/** Returns how many of so many random runs this run makes: an eighth in the fast one, at least one, and all in the others. */
export function takenRuns(all: number, { mode, seed }: Run = THIS): number {
  return mode === 'test' && seed !== EVERYTHING ? Math.ceil(all / SHARE) : all;
}

/** Inputs of one kind, by their indices. */
export interface DrawnRange {
  readonly from: number;
  readonly count: number;
}

/**
 * Returns which of so many random inputs this run takes: before a release all, and else `count` that follow each other, from a
 * place that is drawn by the seed. Files that call this are named `*.drawn.full.test.ts`.
 */
export function landingRange(table: string, all: number, count: number): DrawnRange {
  if (isRelease || THIS.seed === EVERYTHING) return { from: 0, count: all };
  const hash = createHash('sha256').update(`${THIS.seed}/${table}`).digest().readUInt32LE();
  return { from: hash % (all - count + 1), count };
}

/** An eighth of a group: the rows whose hashes are least. */
function some(rows: readonly number[], salt: string): readonly number[] {
  const hashes = new Map(rows.map(row => [row, createHash('sha256').update(`${salt}/${row}`).digest('hex')]));
  const inOrder = [...rows].sort((a, b) => (hashes.get(a)! < hashes.get(b)! ? -1 : 1));
  return inOrder.slice(0, Math.ceil(rows.length / SHARE));
}
