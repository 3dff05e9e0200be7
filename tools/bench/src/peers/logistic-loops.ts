import type { DenseColumns } from './columns.ts';

/** Returns hand-written logistic regression with four independent sums. It learns from a record and returns its loss. */
export function recordLearner(features: number, rate: number): (x: Float32Array, label: number) => number {
  const w = new Float32Array(features);
  return (x, label) => learn(w, x, 0, label, rate);
}

/** Returns the same over a block of columns, with an update and a loss for each record. */
export function blockLearner(features: number, rate: number): (columns: DenseColumns, losses: Float32Array) => void {
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
