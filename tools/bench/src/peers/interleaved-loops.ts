import { hashedBlock, interleavedLearner, interleavedSummingLearner } from './hashed-loops.ts';
import type { Prepare } from './prepared.ts';

/** Hand-written loops with all data of a weight interleaved in memory. */
export const prepare: Prepare = workload => {
  if (workload.kind !== 'hashed') throw new Error(`there are no such loops for a ${workload.kind}`);
  const { weights, unique } = workload;
  return hashedBlock(unique ? interleavedLearner(weights, 0.05) : interleavedSummingLearner(weights, 0.05), workload);
};
