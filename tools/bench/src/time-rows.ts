import { missingNeeds } from '@thalweg/repo/needs';
import type { Options } from './options.ts';
import { lineOf, missingLineOf, TABLE_HEAD, type Missing, type Row } from './timing/report.ts';
import { allRows } from './rows/all-rows.ts';
import { timeRow, type TimedRow } from './rows/time-row.ts';

/** What was found about our rows. */
export interface TimedRows {
  readonly results: readonly Row[];
  readonly missing: readonly Missing[];
  /** The names of the rows that missed their bar, or failed. */
  readonly missed: readonly string[];
}

/** Times our rows beside their references, and prints a table. With `single` each takes one small turn, and has no bar. */
export async function timeRows({ only }: Pick<Options, 'only'>, { single = false } = {}): Promise<TimedRows> {
  const results: Row[] = [];
  const missing: Missing[] = [];
  const missed: string[] = [];
  const rows = allRows.filter(({ name }) => only(name));
  const lacking = rows.some(({ needs }) => needs !== undefined) ? missingNeeds() : [];
  console.log(TABLE_HEAD);
  const leaveOut = (workload: string, peer: string, reason: string): void => {
    missing.push({ workload, peer, reason });
    console.log(missingLineOf(missing.at(-1)!));
  };
  for (const row of rows) {
    const lacks = (row.needs ?? []).filter(need => lacking.includes(need));
    if (lacks.length > 0) {
      leaveOut(row.name, row.ours, `not measured, it needs ${lacks.join(' and ')}`);
      continue;
    }
    try {
      const timed = await timeRow(row, { single });
      if (!single && ratioOf(timed) > row.bar) missed.push(row.name);
      results.push(...resultsOf(timed));
      console.log(linesOf(timed, single));
    } catch (error) {
      missed.push(row.name);
      leaveOut(row.name, row.ours, `it failed: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  return { results, missing, missed };
}

const ratioOf = ({ ours, reference }: TimedRow): number => ours / reference;

function resultsOf(timed: TimedRow): readonly [Row, Row] {
  const { name, ours, reference } = timed.row;
  return [
    { workload: name, peer: ours, microseconds: timed.ours, ratio: ratioOf(timed) },
    { workload: name, peer: reference, microseconds: timed.reference, ratio: 1 },
  ];
}

/** Both lines of a row: ours with its ratio to the reference and the verdict, and the reference. */
function linesOf(timed: TimedRow, single: boolean): string {
  const { bar } = timed.row;
  const verdict = single ? '' : `${ratioOf(timed) <= bar ? '✓' : '✗'} at most ${Number(bar.toPrecision(3))}`;
  const [ours, reference] = resultsOf(timed);
  return `${lineOf(ours, verdict)}\n${lineOf(reference)}`;
}
