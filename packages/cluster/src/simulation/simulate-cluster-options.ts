import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';

/** A link of a machine, with the same bandwidth in both directions at once. */
export interface SimulatedLink {
  /** Milliseconds from one machine to another, for the first byte. */
  readonly latency: number;
  /** Bytes a second. */
  readonly bandwidth: number;
}

/** Options of `simulateCluster`: measured costs, and the cluster to try them on. */
export interface SimulateClusterOptions {
  readonly workers: number;
  /** Steps of a round. */
  readonly every: number;
  /** Examples of a step, 32 by default. */
  readonly batch?: number;
  /** Milliseconds of a step of a worker. */
  readonly stepTime: number;
  /** The size of a delta, and that of the weights, with all that goes with them. */
  readonly bytes: { readonly delta: number; readonly weights: number };
  /** The link of each worker. */
  readonly link: SimulatedLink;
  /** The bandwidth of the machine of the leader and the log in bytes a second; that of a worker's link by default. */
  readonly leaderBandwidth?: number | undefined;
  /** Milliseconds of the leader for each delta: to store, read, check and add it; 0 by default. */
  readonly foldTime?: number;
  /** Milliseconds of the leader for each round: the outer step, and to encode and store the weights; 0 by default. */
  readonly publishTime?: number;
  /** Milliseconds of a worker for each round besides its steps: to make its delta and to take the weights; 0 by default. */
  readonly exchangeTime?: number;
  /** The standard deviation of the time of a step, divided by `stepTime`; 0 by default. */
  readonly jitter?: number;
  /** The chance that a worker takes `slowdown` times as long for a round; 0 by default. */
  readonly stragglers?: { readonly chance: number; readonly slowdown: number };
  /** Milliseconds after the first delta of a round until the leader stops waiting for the rest; Infinity by default. */
  readonly patience?: number;
  /** The deltas without which no round is closed, 1 by default. */
  readonly least?: number;
  /** The number of rounds to simulate, 100 by default. */
  readonly rounds?: number;
  /** The seed of jitter and stragglers, 0 by default. */
  readonly seed?: number;
}

const DEFAULTS = {
  workers: undefined,
  every: undefined,
  batch: 32,
  stepTime: undefined,
  bytes: undefined,
  link: undefined,
  leaderBandwidth: undefined,
  foldTime: 0,
  publishTime: 0,
  exchangeTime: 0,
  jitter: 0,
  stragglers: { chance: 0, slowdown: 1 },
  patience: Infinity,
  least: 1,
  rounds: 100,
  seed: 0,
} as const;

/** Options with their defaults. */
export type SimulationOptions = Required<Omit<SimulateClusterOptions, 'leaderBandwidth'>> &
  Pick<SimulateClusterOptions, 'leaderBandwidth'>;

/** The most rounds of all workers: they take some seconds to simulate. */
const MOST_TURNS = 10_000_000;

/**
 * Returns options with their defaults.
 *
 * - **Throws** `ContractError` for counts that are no positive integers, negative times and sizes, and bandwidths of 0
 */
export function simulationOptions(options: SimulateClusterOptions): SimulationOptions {
  const complete = optionsOf('simulateCluster', options, DEFAULTS) as SimulationOptions;
  const { bytes, link, stragglers, leaderBandwidth = link.bandwidth } = complete;
  const { workers, every, batch, least, rounds, stepTime, foldTime, publishTime, exchangeTime, jitter } = complete;
  const isCount = (value: number): boolean => Number.isSafeInteger(value) && value > 0;
  check(isCount, 'a positive integer', { workers, every, batch, least, rounds });
  const amounts = { stepTime, foldTime, publishTime, exchangeTime, jitter, patience: complete.patience };
  const isAmount = (value: number): boolean => value >= 0;
  check(isAmount, 'at least 0', { ...amounts, ...bytes, latency: link.latency, slowdown: stragglers.slowdown });
  check(value => value > 0, 'above 0', { bandwidth: link.bandwidth, leaderBandwidth });
  check(value => value >= 0 && value <= 1, 'from 0 to 1', { chance: stragglers.chance });
  check(value => value * workers <= MOST_TURNS, `at most ${Math.floor(MOST_TURNS / workers)} for ${workers} workers`, {
    rounds,
  });
  check(value => value <= workers, `at most ${workers}, the number of workers`, { least });
  return complete;
}

function check(holds: (value: number) => boolean, requirement: string, values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values))
    if (!holds(value))
      throw new ContractError(
        'simulateCluster',
        `${name} must be ${requirement}`,
        String(value),
        'Times are in milliseconds, and bandwidths in bytes a second.',
      );
}
