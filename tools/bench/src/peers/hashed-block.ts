import { hashedColumns } from './columns.ts';
import type { HashedLearner } from './hashed-loops.ts';
import type { Prepared } from './prepared.ts';
import { RECORDS } from './seeded.ts';
import type { PeerWorkload } from './workloads.ts';

/** A loop over all hashed records in one block. */
export function hashedBlock(
  learn: HashedLearner,
  { weights, nonZeros, unique }: Extract<PeerWorkload, { kind: 'hashed' }>,
): Prepared {
  const columns = hashedColumns(weights, nonZeros, unique);
  const losses = new Float32Array(RECORDS);
  return { run: () => (learn(columns, losses), losses[RECORDS - 1]!), units: RECORDS };
}
