import { simulateCluster, type SimulatedCluster } from '@thalweg/cluster';
import type { Costs } from './costs.ts';

/** A simulated cluster with its size. */
export interface ScaleRow extends SimulatedCluster {
  readonly workers: number;
  readonly every: number;
}

/** The numbers of workers. */
export const SIZES: readonly number[] = [1, 2, 8, 64, 512];
/** The numbers of steps in a round. */
const INTERVALS = [1, 10, 50, 500];

/** Simulates clusters of all sizes. */
export function scaleRows(costs: Costs): ScaleRow[] {
  return INTERVALS.flatMap(every =>
    SIZES.map(workers => ({ workers, every, ...simulateCluster({ workers, every, ...costs }) })),
  );
}
