import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Options } from './options.ts';
import { compare } from './peers/compare.ts';
import { peerWorkloads } from './peers/workloads.ts';
import {
  lineOf,
  machineWith,
  missingLineOf,
  TABLE_HEAD,
  type Missing,
  type Report,
  type Row,
} from './timing/report.ts';
import { timeRows } from './time-rows.ts';

/**
 * Times our own rows, then the workloads of peers, prints both tables, and writes `results/latest.json`. Returns true if all rows
 * kept to their bars, and names the others; peers do not affect it.
 */
export async function timeAll(options: Options): Promise<boolean> {
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
export async function timeOnce(options: Options): Promise<boolean> {
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
