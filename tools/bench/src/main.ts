import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { adamStep } from './adam-step.ts';
import { circuit } from './circuit.ts';
import { FLIGHTS_EPOCH, judgeFlights } from './flights/judge-flights.ts';
import { judge } from './judge.ts';
import { readOptions } from './options.ts';
import { compare } from './peers/compare.ts';
import { peerWorkloads } from './peers/workloads.ts';
import { lineOf, machineWith, missingLineOf, TABLE_HEAD, type Missing, type Report, type Row } from './report.ts';
import { predictions } from './predictions.ts';
import { rows } from './rows.ts';
import { sharesOfPeak } from './share-of-peak.ts';

// The exit status says whether all goals were met. Comparisons with peers do not affect it.
const { only, peers } = readOptions(process.argv.slice(2));
const date = new Date().toISOString();
const results: Row[] = [];
const missing: Missing[] = [];
let blas: string | undefined;
let allMet = true;

const { cpu, cores, node } = machineWith(undefined);
console.log(`${cpu}, ${cores} cores, Node ${node}\n`);
console.log(TABLE_HEAD);
for (const workload of [adamStep(32), circuit(), predictions(), rows(), ...(await sharesOfPeak())].filter(({ name }) =>
  only(name),
)) {
  print(judge(workload));
}
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

const folder = fileURLToPath(new URL('../results/', import.meta.url));
mkdirSync(folder, { recursive: true });
const report: Report = { date, machine: machineWith(blas), results, missing };
writeFileSync(`${folder}latest.json`, `${JSON.stringify(report, null, 2)}\n`);
process.exitCode = allMet ? 0 : 1;

function print({ met, judged }: ReturnType<typeof judge>): void {
  allMet &&= met;
  for (const { row, verdict } of judged) {
    results.push(row);
    console.log(lineOf(row, verdict));
  }
}
