import { map, Subject } from 'rxjs';
import { denseColumns, type DenseColumns } from './columns.ts';
import { hashedBlock, summingLearner, uniqueLearner } from './hashed-loops.ts';
import type { Prepare, Prepared } from './prepared.ts';
import { RECORDS } from './seeded.ts';

/** Loops that an expert writes without a library. */
export const prepare: Prepare = workload => {
  if (workload.kind === 'logistic') return workload.blocks ? block(workload.features) : pipe(workload.features);
  if (workload.kind !== 'hashed') throw new Error(`there are no loops for a ${workload.kind}`);
  const { weights, unique } = workload;
  return hashedBlock(unique ? uniqueLearner(weights, 0.05) : summingLearner(weights, 0.05), workload);
};

function pipe(features: number): Prepared {
  const columns = denseColumns(features);
  const records = Array.from({ length: RECORDS }, (_, record) => ({
    x: columns.x.subarray(record * features, (record + 1) * features),
    label: columns.label[record]!,
  }));
  const learn = recordLearner(features, 0.05);
  const records$ = new Subject<(typeof records)[number]>();
  let last = NaN;
  records$.pipe(map(({ x, label }) => learn(x, label))).subscribe(loss => (last = loss));
  return {
    run: () => {
      for (const record of records) records$.next(record);
      return last;
    },
    units: RECORDS,
  };
}

function block(features: number): Prepared {
  const columns = denseColumns(features);
  const learn = blockLearner(features, 0.05);
  const losses = new Float32Array(RECORDS);
  return { run: () => (learn(columns, losses), losses[RECORDS - 1]!), units: RECORDS };
}

/** Returns hand-written logistic regression with four independent sums. It learns from a record and returns its loss. */
function recordLearner(features: number, rate: number): (x: Float32Array, label: number) => number {
  const w = new Float32Array(features);
  return (x, label) => learn(w, x, 0, label, rate);
}

/** Returns the same over a block of columns, with an update and a loss for each record. */
function blockLearner(features: number, rate: number): (columns: DenseColumns, losses: Float32Array) => void {
  const w = new Float32Array(features);
  return ({ x, label }, losses) => {
    for (let record = 0; record < losses.length; record++)
      losses[record] = learn(w, x, record * features, label[record]!, rate);
  };
}

function learn(w: Float32Array, x: Float32Array, start: number, y: number, rate: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0, o = start; i < w.length; i += 4, o += 4) {
    a += w[i]! * x[o]!;
    b += w[i + 1]! * x[o + 1]!;
    c += w[i + 2]! * x[o + 2]!;
    d += w[i + 3]! * x[o + 3]!;
  }
  const z = a + b + (c + d);
  const e = Math.exp(-Math.abs(z));
  const g = rate * ((z >= 0 ? 1 : e) / (1 + e) - y);
  for (let i = 0, o = start; i < w.length; i++, o++) w[i]! -= g * x[o]!;
  return Math.log(1 + e) + Math.max(z, 0) - z * y;
}
