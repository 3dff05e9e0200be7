import { simulationOptions, type SimulateClusterOptions } from './simulate-cluster-options.ts';
import type { SimulatedCluster } from './simulated-cluster.ts';
import { Simulation } from './simulation.ts';

/**
 * Returns the figures of a cluster that trains by local SGD, from measured costs: it simulates rounds of `localSgd` and
 * `leadRounds` event by event, in virtual time, and trains nothing.
 *
 * The log is on the machine of the leader. A transfer takes the links of both machines, at the pace of the slower one. Deltas
 * take turns in the leader's link, each of them twice, as a worker reads back what was stored; the weights of a publication
 * share it. Each worker has its own core, and so has the leader.
 *
 * - **Order** the same figures for the same options and seed
 * - **Throws** `ContractError` for options out of their ranges
 * - **Source** Douillard et al., "DiLoCo: Distributed Low-Communication Training of Language Models", 2023, for the rounds
 *
 * @example
 * const link = { latency: 0.2, bandwidth: 125e6 };
 * const costs = { stepTime: 0.6, bytes: { delta: 1e5, weights: 4e5 }, link };
 * simulateCluster({ workers: 8, every: 50, ...costs }).bottleneck // => 'computing'
 * simulateCluster({ workers: 64, every: 50, ...costs }).bottleneck // => 'weights'
 */
export function simulateCluster(options: SimulateClusterOptions): SimulatedCluster {
  return new Simulation(simulationOptions(options)).run();
}
