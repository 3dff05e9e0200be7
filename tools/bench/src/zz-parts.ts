import { input, parameter, mul, sum, openFrame, feedOf, type Node, gradients, becomes, sub } from '@thalweg/graph';
import { sigmoidCrossEntropy } from '@thalweg/nn';
import { sgd } from '@thalweg/optim';
import { wasm } from '@thalweg/wasm';
import { descentOf } from '../../../packages/train/src/descent.ts';
import { feeder } from '../../../packages/train/src/feeder.ts';
import { denseColumns } from './peers/columns.ts';
const columns = denseColumns(20);
const records = Array.from({ length: 4096 }, (_, i) => ({ x: columns.x.subarray(i * 20, i * 20 + 20), label: columns.label[i]! }));
const w = parameter(new Float32Array(20));
const z = sum(mul(w, input('x', [20]))) as any;
const loss = sigmoidCrossEntropy(input('label', []) as any)(z);
const d = descentOf('t', loss as any, sgd({ learningRate: 0.05 }));
let program: any; const run = wasm();
const runner = { open: () => (program = run.open()) };
const insts: any[] = []; const I = WebAssembly.Instance; (WebAssembly as any).Instance = class extends I { constructor(m: any, i: any) { super(m, i); insts.push(this); } };
const frame = openFrame({ outputs: [loss as any, d.step], rules: d.rules, training: true, steps: true, runner });
const read = feeder('t', frame);
let last = 0;
const done = (r: any) => { last = r.columns[0][0]; };
for (let i = 0; i < 5; i++) frame.runRows(read(records[i]!).feeds, 1, done);
const best = (name: string, f: () => void) => { let b = 1e9; for (let r = 0; r < 60; r++) { const t = performance.now(); f(); b = Math.min(b, (performance.now() - t) * 1e6 / 12288); } console.log(name, b.toFixed(1), 'ns'); };
const exp = insts.at(-1).exports; const e = exp;
console.log(Object.keys(e));
const fed0 = read(records[0]!).feeds.map(f => ({...f}));
const program_sources = [...new Set(program.commits.flatMap((c: any) => { const seen = new Set<any>([c.rule]); for (const q of seen) for (const i of q.inputs) seen.add(i); return [...seen]; }))] as any[];
for (let k = 0; k < 2; k++) {

const blockFeeds = fed0.map((f: any) => ({ ...f, storage: { ...f.storage, data: f.storage.data.length === 20 ? columns.x : columns.label } }));
best('block', () => { for (let i = 0; i < 3; i++) frame.runRows(blockFeeds, 4096, done); });
best('feeder', () => { for (let k = 0; k < 3; k++) for (const r of records) read(r); });
const fed = read(records[0]!);
best('runRows', () => { for (let i = 0; i < 12288; i++) frame.runRows(fed.feeds, 1, done); });

const cols = [new Float32Array(1), new Float64Array(1)];
const span = { from: 0, to: 1 };
const fa = (frame as any);
best('program.steps alike', () => { for (const f of fed.feeds) { const src = program_sources.find((q: any) => q.wire === f.wire)!; src.fed = f.storage; } for (let i = 0; i < 12288; i++) program.steps(span, cols, true); });
best('done', () => { for (let i = 0; i < 12288; i++) done({ columns: cols }); });
best('run1', () => { for (let i = 0; i < 12288; i++) e.run1(); });
best('all', () => { for (let k = 0; k < 3; k++) for (const r of records) frame.runRows(read(r).feeds, 1, done); });
}
