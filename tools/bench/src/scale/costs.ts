import type { SimulateClusterOptions } from '@thalweg/cluster';

/** Costs of a cluster, whatever its size. */
export type Costs = Omit<SimulateClusterOptions, 'workers' | 'every'>;

/** Bytes of the parameters of 784-128-10 in float32, and of names, shapes and a checksum. */
const FILE = 4 * (784 * 128 + 128 + 128 * 10 + 10) + 600;

/**
 * Costs of 784-128-10 by Adam in batches of 32. `measure-costs.ts` measured the times. The link is an assumption, 1 Gbit a second
 * between machines of one room, as no cluster of machines was at hand.
 */
export const COSTS: Costs = {
  stepTime: 0.39,
  exchangeTime: 9.4,
  foldTime: 1.1,
  publishTime: 2.9,
  jitter: 0.1,
  bytes: { delta: FILE, weights: FILE },
  link: { latency: 0.2, bandwidth: 125e6 },
};
