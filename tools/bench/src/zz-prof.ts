import { thalweg } from './peers/thalweg.ts';
import { wasm } from '@thalweg/wasm';
import { peerWorkloads } from './peers/workloads.ts';
const which = process.argv[2]!;
const w = peerWorkloads.find(p => p.name.includes(which))!;
const { run, units = 1 } = await thalweg({ runner: wasm() })(w);
const until = performance.now() + 1500; while (performance.now() < until) run();
for (let r = 0; r < 5; r++) { const t = performance.now(); let n = 0; while (performance.now() - t < 600) { run(); n++; } console.log(w.name, ((performance.now() - t) * 1000 / n / units).toFixed(4), 'µs'); }
