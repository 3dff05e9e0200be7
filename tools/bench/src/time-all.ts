import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { adamStep } from './adam-step.ts';
import { circuit } from './circuit.ts';
import { FIRST_STEPS, judgeCircuits } from './circuits/judge-circuits.ts';
import { FLIGHTS_EPOCH, judgeFlights } from './flights/judge-flights.ts';
import { judge } from './judge.ts';
import type { Options } from './options.ts';
import { compare } from './peers/compare.ts';
import { peerWorkloads } from './peers/workloads.ts';
import { lineOf, machineWith, missingLineOf, TABLE_HEAD, type Missing, type Report, type Row } from './report.ts';
import { predictions } from './predictions.ts';
import { rows } from './rows.ts';
import { sharesOfPeak } from './share-of-peak.ts';

/**
 * Times our own workloads, then those of peers, prints a table, and writes `results/latest.json`. Returns true if our own
 * workloads met their goals; peers do not affect it.
 */
export async function timeAll({ only, peers }: Options): Promise<boolean> {
  const date = new Date().toISOString();
  const results: Row[] = [];
  const missing: Missing[] = [];
  let blas: string | undefined;
  let allMet = true;
  const print = ({ met, judged }: ReturnType<typeof judge>): void => {
    allMet &&= met;
    for (const { row, verdict } of judged) {
      results.push(row);
      console.log(lineOf(row, verdict));
    }
  };

  console.log(TABLE_HEAD);
  const own = [adamStep(32), circuit(), predictions(), rows(), ...(await sharesOfPeak())];
  for (const workload of own.filter(({ name }) => only(name))) print(judge(workload));
  if (only(FIRST_STEPS)) print(judgeCircuits());
  if (only(FLIGHTS_EPOCH)) print(await judgeFlights());
  for (const workload of peerWorkloads.filter(({ name }) => only(name))) {
    const comparison = await compare(workload, peers);
    results.push(...comparison.rows);
    missing.push(...comparison.missing);
    blas ??= comparison.runsOn[0];
    for (const row of comparison.rows) console.log(lineOf(row));
    for (const peer of comparison.missing) console.log(missingLineOf(peer));
  }
  console.log(`\n${blas ?? 'PyTorch did not run, so no BLAS was loaded'}`);
  write({ date, machine: machineWith(blas), results, missing });
  return allMet;
}

function write(report: Report): void {
  const folder = fileURLToPath(new URL('../results/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}latest.json`, `${JSON.stringify(report, null, 2)}\n`);
}
