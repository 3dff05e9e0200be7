import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { missingNeeds } from '@thalweg/repo/needs';
import { readOptions, type Options } from './options.ts';
import { checkGoals, goalLineOf, GOALS_HEAD, isMet } from './peers/check-goals.ts';
import { compare } from './peers/compare.ts';
import { goals } from './peers/goals.ts';
import { peerWorkloads } from './peers/workloads.ts';
import { drawPlots } from './plots/draw-plots.ts';
import { allRows } from './rows/all-rows.ts';
import { timeRow, type TimedRow } from './rows/time-row.ts';
import {
  lineOf,
  machineWith,
  missingLineOf,
  TABLE_HEAD,
  type Missing,
  type Report,
  type Row,
} from './timing/report.ts';

/** Seven short turns in each round of a goal, as the worst round counts. */
const TURNS = { sliceMs: 60, turns: 7 };

// The exit status says whether all bars and goals were met.
const options = readOptions(process.argv.slice(2));
const { cpu, cores, node } = machineWith(undefined);
console.log(`${cpu}, ${cores} cores, Node ${node}\n`);
const time = { all: timeAll, once: timeOnce, goals: timeGoals, plots: drawPlots }[options.task];
process.exitCode = (await time(options)) ? 0 : 1;

/**
 * Times our own rows, then the workloads of peers, prints both tables, and writes `results/latest.json`. Returns true if all rows
 * kept to their bars, and names the others; peers do not affect it.
 */
async function timeAll(options: Options): Promise<boolean> {
  const date = new Date().toISOString();
  const own = await timeRows(options);
  const compared = await timePeers(options);
  if (own.missed.length > 0) console.log(`\nNot within their bars:\n${own.missed.map(name => `- ${name}`).join('\n')}`);
  const [results, missing] = [
    [...own.results, ...compared.results],
    [...own.missing, ...compared.missing],
  ];
  write({ date, machine: machineWith(compared.blas), results, missing });
  return own.missed.length === 0;
}

/** Times each of our own rows once. Returns true if all gave numbers, and names the others. */
async function timeOnce(options: Options): Promise<boolean> {
  const { missed } = await timeRows(options, { single: true });
  if (missed.length > 0) console.log(`\nFailed:\n${missed.map(name => `- ${name}`).join('\n')}`);
  return missed.length === 0;
}

interface Compared {
  readonly results: readonly Row[];
  readonly missing: readonly Missing[];
  /** The library of linear algebra that PyTorch ran on, if it ran. */
  readonly blas: string | undefined;
}

async function timePeers({ only, peers }: Options): Promise<Compared> {
  const results: Row[] = [];
  const missing: Missing[] = [];
  let blas: string | undefined;
  const workloads = peerWorkloads.filter(({ name }) => only(name));
  if (workloads.length > 0) console.log(`\n${TABLE_HEAD}`);
  for (const workload of workloads) {
    const comparison = await compare(workload, peers);
    results.push(...comparison.rows);
    missing.push(...comparison.missing);
    blas ??= comparison.runsOn[0];
    for (const row of comparison.rows) console.log(lineOf(row));
    for (const peer of comparison.missing) console.log(missingLineOf(peer));
  }
  if (workloads.length > 0) console.log(`\n${blas ?? 'PyTorch did not run, so no BLAS was loaded'}`);
  return { results, missing, blas };
}

function write(report: Report): void {
  const folder = fileURLToPath(new URL('../results/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}latest.json`, `${JSON.stringify(report, null, 2)}\n`);
}

/** The times of our rows, and those that are missing or missed their bars. */
interface TimedRows {
  readonly results: readonly Row[];
  readonly missing: readonly Missing[];
  /** The names of the rows that missed their bar, or failed. */
  readonly missed: readonly string[];
}

/** Times our rows beside their references, and prints a table. With `single` each takes one small turn, and has no bar. */
async function timeRows({ only }: Pick<Options, 'only'>, { single = false } = {}): Promise<TimedRows> {
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

function ratioOf({ ours, reference }: TimedRow): number {
  return ours / reference;
}

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

/** Times the goals against peers and prints their table. Returns true if all were met. */
async function timeGoals({ only, peers }: Options): Promise<boolean> {
  console.log(GOALS_HEAD);
  const names = new Set(peers.map(({ name }) => name));
  let allMet = true;
  for (const workload of peerWorkloads.filter(({ name }) => only(name))) {
    const own = goals.filter(goal => goal.workload === workload && names.has(goal.peer));
    if (own.length === 0) continue;
    for (const goal of await checkGoals(own, peers, TURNS)) {
      allMet &&= isMet(goal);
      console.log(goalLineOf(goal));
    }
  }
  return allMet;
}
