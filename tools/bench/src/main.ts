import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { adamStep } from './adam-step.ts';
import { circuit } from './circuit.ts';
import { measure } from './measure.ts';
import { rows } from './rows.ts';
import type { Workload } from './workload.ts';

// Each goal must be met; the exit status says whether all were.
const workloads: readonly Workload[] = [adamStep(32), circuit(), rows()];

const machine = `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, Node ${process.version}`;
const results: { workload: string; peer: string; medianMicroseconds: number; ratio: number }[] = [];
let met = true;

console.log(`${machine}\n`);
console.log('| work | peer | median µs | ratio | goal |');
console.log('|---|---|---:|---:|---|');
for (const { name, peers, goal } of workloads) {
  const medians = measure(peers);
  const own = medians.get(peers[0]!.name)!;
  const other = peers[1] === undefined ? Infinity : medians.get(peers[1].name)!;
  const good = goal.met(own, other);
  met &&= good;
  for (const [peer, median] of medians) {
    results.push({ workload: name, peer, medianMicroseconds: median, ratio: median / own });
    const verdict = peer === peers[0]!.name ? `${good ? '✓' : '✗'} ${goal.text}` : '';
    console.log(`| ${name} | ${peer} | ${median.toPrecision(4)} | ${(median / own).toFixed(2)} | ${verdict} |`);
  }
}

const folder = fileURLToPath(new URL('../results/', import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(
  `${folder}latest.json`,
  `${JSON.stringify({ date: new Date().toISOString(), machine, results }, null, 2)}\n`,
);
process.exitCode = met ? 0 : 1;
