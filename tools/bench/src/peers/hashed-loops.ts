import { hashedColumns, type HashedColumns } from './columns.ts';
import type { Prepared } from './prepared.ts';
import { RECORDS } from './seeded.ts';
import type { PeerWorkload } from './workloads.ts';

const EPSILON = 1e-8;

/** Learns from a block of hashed records, with an update and a loss for each record. */
type HashedLearner = (columns: HashedColumns, losses: Float32Array) => void;

/** Returns a hand-written Adagrad on hashed features whose indices are unique within a record. */
export function uniqueLearner(weights: number, rate: number): HashedLearner {
  const w = new Float32Array(weights);
  const G = new Float32Array(weights);
  return ({ nonZeros, index, value, label }, losses) => {
    for (let record = 0, start = 0; record < losses.length; record++, start += nonZeros) {
      const end = start + nonZeros;
      let z = 0;
      for (let i = start; i < end; i++) z += w[index[i]!]! * value[i]!;
      const e = Math.exp(-Math.abs(z));
      const y = label[record]!;
      const slope = (z >= 0 ? 1 : e) / (1 + e) - y;
      for (let i = start; i < end; i++) {
        const at = index[i]!;
        const g = slope * value[i]!;
        const sum = G[at]! + g * g;
        G[at] = sum;
        w[at]! -= (rate * g) / Math.sqrt(sum + EPSILON);
      }
      losses[record] = Math.log(1 + e) + Math.max(z, 0) - z * y;
    }
  };
}

/** Returns the same learner with weight and G interleaved, so that a feature needs one cache line. */
export function interleavedLearner(weights: number, rate: number): HashedLearner {
  const pairs = new Float32Array(2 * weights);
  return ({ nonZeros, index, value, label }, losses) => {
    for (let record = 0, start = 0; record < losses.length; record++, start += nonZeros) {
      const end = start + nonZeros;
      let z = 0;
      for (let i = start; i < end; i++) z += pairs[2 * index[i]!]! * value[i]!;
      const e = Math.exp(-Math.abs(z));
      const y = label[record]!;
      const slope = (z >= 0 ? 1 : e) / (1 + e) - y;
      for (let i = start; i < end; i++) {
        const at = 2 * index[i]!;
        const g = slope * value[i]!;
        const sum = pairs[at + 1]! + g * g;
        pairs[at + 1] = sum;
        pairs[at]! -= (rate * g) / Math.sqrt(sum + EPSILON);
      }
      losses[record] = Math.log(1 + e) + Math.max(z, 0) - z * y;
    }
  };
}

/** Returns the learner for repeated indices: it first sums their gradients in a table, which the update clears again. */
export function summingLearner(weights: number, rate: number): HashedLearner {
  const w = new Float32Array(weights);
  const G = new Float32Array(weights);
  const sums = new Float32Array(weights);
  return ({ nonZeros, index, value, label }, losses) => {
    for (let record = 0, start = 0; record < losses.length; record++, start += nonZeros) {
      const end = start + nonZeros;
      let z = 0;
      for (let i = start; i < end; i++) z += w[index[i]!]! * value[i]!;
      const e = Math.exp(-Math.abs(z));
      const y = label[record]!;
      const slope = (z >= 0 ? 1 : e) / (1 + e) - y;
      for (let i = start; i < end; i++) sums[index[i]!]! += slope * value[i]!;
      for (let i = start; i < end; i++) {
        const at = index[i]!;
        const g = sums[at]!;
        if (g === 0) continue;
        sums[at] = 0;
        const sum = G[at]! + g * g;
        G[at] = sum;
        w[at]! -= (rate * g) / Math.sqrt(sum + EPSILON);
      }
      losses[record] = Math.log(1 + e) + Math.max(z, 0) - z * y;
    }
  };
}

/** Returns the same learner with weight, G and sum interleaved. */
export function interleavedSummingLearner(weights: number, rate: number): HashedLearner {
  const cells = new Float32Array(4 * weights);
  return ({ nonZeros, index, value, label }, losses) => {
    for (let record = 0, start = 0; record < losses.length; record++, start += nonZeros) {
      const end = start + nonZeros;
      let z = 0;
      for (let i = start; i < end; i++) z += cells[4 * index[i]!]! * value[i]!;
      const e = Math.exp(-Math.abs(z));
      const y = label[record]!;
      const slope = (z >= 0 ? 1 : e) / (1 + e) - y;
      for (let i = start; i < end; i++) cells[4 * index[i]! + 2]! += slope * value[i]!;
      for (let i = start; i < end; i++) {
        const at = 4 * index[i]!;
        const g = cells[at + 2]!;
        if (g === 0) continue;
        cells[at + 2] = 0;
        const sum = cells[at + 1]! + g * g;
        cells[at + 1] = sum;
        cells[at]! -= (rate * g) / Math.sqrt(sum + EPSILON);
      }
      losses[record] = Math.log(1 + e) + Math.max(z, 0) - z * y;
    }
  };
}

/** A loop over all hashed records in one block. */
export function hashedBlock(
  learn: HashedLearner,
  { weights, nonZeros, unique }: Extract<PeerWorkload, { kind: 'hashed' }>,
): Prepared {
  const columns = hashedColumns(weights, nonZeros, unique);
  const losses = new Float32Array(RECORDS);
  return { run: () => (learn(columns, losses), losses[RECORDS - 1]!), units: RECORDS };
}
