import { input, Intake } from '@thalweg/graph';
import { denseColumns } from './peers/columns.ts';
const columns = denseColumns(20);
const records = Array.from({ length: 4096 }, (_, i) => ({ x: columns.x.subarray(i * 20, i * 20 + 20), label: columns.label[i]! }));
const best = (name: string, f: () => void) => { let b = 1e9; for (let r = 0; r < 60; r++) { const t = performance.now(); f(); b = Math.min(b, (performance.now() - t) * 1e6 / 12288); } console.log(name, b.toFixed(1), 'ns'); };
const ix = new Intake(input('x', [20]) as any), il = new Intake(input('label', []) as any);
let sink: any;
function firstNotFinite(data: any): number {
  let a = 0, b = 0, c = 0, d = 0;
  let i = 0;
  for (; i + 3 < data.length; i += 4) { a += data[i]! * 0; b += data[i + 1]! * 0; c += data[i + 2]! * 0; d += data[i + 3]! * 0; }
  for (; i < data.length; i++) a += data[i]! * 0;
  return a + b + c + d === 0 ? -1 : data.findIndex((value: number) => !Number.isFinite(value));
}
function fnf2(data: any): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 3 < data.length; i += 4) { a += data[i]! * 0; b += data[i + 1]! * 0; c += data[i + 2]! * 0; d += data[i + 3]! * 0; }
  for (; i < data.length; i++) a += data[i]! * 0;
  return a + b + c + d === 0 ? -1 : data.findIndex((value: number) => !Number.isFinite(value));
}
for (let k = 0; k < 2; k++) {
best('take x', () => { for (let k = 0; k < 3; k++) for (const r of records) sink = ix.take(r.x); });
best('take label', () => { for (let k = 0; k < 3; k++) for (const r of records) sink = il.take(r.label); });
best('finite', () => { for (let k = 0; k < 3; k++) for (const r of records) sink = firstNotFinite(r.x); });
best('finite2', () => { for (let k = 0; k < 3; k++) for (const r of records) sink = fnf2(r.x); });
const names = ['x', 'label'];
best('keyed', () => { for (let k = 0; k < 3; k++) for (const r of records) for (let i = 0; i < 2; i++) sink = (r as any)[names[i]!]; });
}
