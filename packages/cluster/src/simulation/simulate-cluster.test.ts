import { fc, test } from '@fast-check/vitest';
import { ContractError } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import type { SimulateClusterOptions } from './simulate-cluster-options.ts';
import { simulateCluster } from './simulate-cluster.ts';
import { VirtualClock } from './virtual-time.ts';

const link = { latency: 0.2, bandwidth: 125e6 };

const costs = { stepTime: 0.6, bytes: { delta: 4e5, weights: 4.1e5 }, link };

const plain = { workers: 8, every: 50, ...costs };

/**
 * Returns the time of a round without jitter by its formula. All deltas leave at the same time: number i of n has arrived after
 * max(b, i·l), where b and l are the times of the two links. This is convex in i, and what is left to do after it falls
 * linearly, so that the first one or the last one decides when all is done.
 */
function roundTime(
  options: Required<Omit<SimulateClusterOptions, 'jitter' | 'stragglers' | 'patience' | 'least'>>,
): number {
  const { workers: n, every, stepTime, bytes, link, leaderBandwidth, foldTime, publishTime, exchangeTime } = options;
  const { latency } = link;
  const milliseconds = (bytes: number, bandwidth: number): number => (1000 * bytes) / bandwidth;
  const own = milliseconds(bytes.delta, link.bandwidth);
  const leaders = milliseconds(bytes.delta, leaderBandwidth!);
  const sent = every * stepTime + exchangeTime;
  const first = sent + latency + Math.max(own, leaders);
  const last = sent + latency + Math.max(own, n * leaders);
  const allAfter = (each: number): number => Math.max(first + n * each, last + each);
  const published = allAfter(foldTime) + publishTime;
  const readBack = 2 * latency + allAfter(leaders);
  return Math.max(
    latency + Math.max(published, readBack) + n * milliseconds(bytes.weights, leaderBandwidth!),
    Math.max(latency + published, last + 3 * latency + own) + milliseconds(bytes.weights, link.bandwidth),
  );
}

const amount = (max: number): fc.Arbitrary<number> => fc.double({ min: 0, max, noNaN: true });

const bandwidth = fc.double({ min: 1e5, max: 1e10, noNaN: true });

describe('a cluster without jitter', () => {
  test.prop({
    workers: fc.constantFrom(1, 2, 8, 64, 512),
    every: fc.integer({ min: 1, max: 500 }),
    batch: fc.integer({ min: 1, max: 1000 }),
    stepTime: amount(100),
    bytes: fc.record({ delta: fc.integer({ min: 1, max: 1e7 }), weights: fc.integer({ min: 0, max: 1e7 }) }),
    link: fc.record({ latency: amount(100), bandwidth }),
    leaderBandwidth: bandwidth,
    foldTime: amount(10),
    publishTime: amount(100),
    exchangeTime: amount(100),
    rounds: fc.integer({ min: 1, max: 5 }),
    seed: fc.nat(),
  })('takes the time of the formula for a round, and shares it out', options => {
    const cluster = simulateCluster(options);
    const expected = roundTime(options);
    const samples = options.workers * options.every * options.batch;
    expect(cluster.roundTime / expected).toBeCloseTo(1, 9);
    expect(cluster.samplesPerSecond / ((1000 * samples) / expected)).toBeCloseTo(1, 9);
    expect(Object.values(cluster.shares).reduce((sum, share) => sum + share)).toBeCloseTo(1, 9);
    expect(cluster.shares.stragglers).toBeCloseTo(0, 9);
    expect(cluster.shares.computing).toBeCloseTo((options.every * options.stepTime) / expected, 9);
    expect(cluster.shares.exchange).toBeCloseTo(options.exchangeTime / expected, 9);
    expect(cluster.worker.computing).toBeCloseTo(cluster.shares.computing, 9);
    expect(cluster.counts).toEqual({
      rounds: options.rounds,
      deltas: options.rounds * options.workers,
      stale: 0,
      late: 0,
    });
  });

  it('transfers the bytes of all deltas and of weights for all workers in a round', () => {
    const { roundTime, bytesPerSample, leader, worker } = simulateCluster(plain);
    const rounds = 1000 / roundTime;
    expect(leader.received).toBeCloseTo(8 * 4e5 * rounds, 3);
    expect(leader.sent).toBeCloseTo(8 * (4e5 + 4.1e5) * rounds, 3);
    expect(worker.sent).toBeCloseTo(4e5 * rounds, 3);
    expect(worker.received).toBeCloseTo((4e5 + 4.1e5) * rounds, 3);
    expect(bytesPerSample).toBeCloseTo(12.1e5 / (50 * 32), 9);
  });

  it.each([
    ['computing', { workers: 4 }],
    ['deltas', { workers: 64, bytes: { delta: 5e5, weights: 1e5 } }],
    ['weights', { workers: 64, bytes: { delta: 1e5, weights: 4e5 } }],
    ['leader', { foldTime: 20 }],
    ['exchange', { exchangeTime: 50 }],
  ] as const)('names %s as the bottleneck', (name, options) => {
    expect(simulateCluster({ ...plain, ...options }).bottleneck).toBe(name);
  });
});

describe('workers that differ in time', () => {
  const free = { ...plain, bytes: { delta: 0, weights: 0 }, link: { latency: 0, bandwidth: 1 } };

  it('wait for the slowest of them: 1 + 1/2 + … + 1/n steps in the mean, if the time of a step is exponential', () => {
    const harmonic = Array.from({ length: 8 }, (_, i) => 1 / (i + 1)).reduce((sum, part) => sum + part);
    const { roundTime, shares } = simulateCluster({ ...free, stepTime: 1, every: 1, jitter: 1, rounds: 10_000 });
    // The deviation of the largest of eight is 1.236: four standard errors.
    expect(Math.abs(roundTime - harmonic)).toBeLessThan(0.05);
    expect(Math.abs(shares.computing - 1 / harmonic)).toBeLessThan(0.01);
    expect(shares.stragglers).toBeCloseTo(1 - shares.computing, 9);
  });

  it.each([0.3, 1, 2])('have the mean and the deviation of a sum of steps with a jitter of %d', jitter => {
    const one = { ...free, workers: 1, stepTime: 2, every: 3, jitter, rounds: 1 };
    const times = Array.from({ length: 10_000 }, (_, seed) => simulateCluster({ ...one, seed }).roundTime);
    const mean = times.reduce((sum, time) => sum + time) / times.length;
    const variance = times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / times.length;
    const expected = 3 * (2 * jitter) ** 2;
    // Six standard errors; the kurtosis of a gamma distribution is 3 + 6 / shape.
    expect(Math.abs(mean - 6)).toBeLessThan(6 * Math.sqrt(expected / times.length));
    const error = Math.sqrt((2 + (6 * jitter ** 2) / 3) / times.length);
    expect(Math.abs(variance / expected - 1)).toBeLessThan(6 * error);
  });

  it('wait for stragglers in 1 − (1 − p)ⁿ of the rounds', () => {
    const stragglers = { chance: 0.05, slowdown: 4 };
    const { roundTime, shares } = simulateCluster({ ...free, stragglers, rounds: 10_000 });
    const slow = 1 - 0.95 ** 8;
    // In units of a usual round; 0.02 is six standard errors.
    expect(Math.abs(roundTime / 30 - (1 + 3 * slow))).toBeLessThan(6 * 3 * Math.sqrt((slow * (1 - slow)) / 10_000));
    expect(shares.computing * roundTime).toBeCloseTo(30 * 1.15, 0);
  });

  it('wait no longer than the patience of the leader, and are then late', () => {
    const stragglers = { chance: 0.05, slowdown: 4 };
    const { roundTime, counts } = simulateCluster({ ...free, stragglers, patience: 5, rounds: 1000 });
    expect(counts.rounds).toBe(1000);
    // In 8,000 rounds of a worker; 117 is six standard errors. A late one counts when the next round begins.
    expect(Math.abs(counts.late - 0.05 * 8000)).toBeLessThan(117);
    expect(Math.abs(counts.deltas + counts.late - 8000)).toBeLessThanOrEqual(8);
    expect(counts.stale).toBe(0);
    // A round without stragglers takes 30 ms; with one 35; only if all eight are late, longer.
    expect(roundTime).toBeGreaterThan(30);
    expect(roundTime).toBeLessThan(35.1);
  });

  it('are waited for beyond the patience until enough deltas are there', () => {
    const stragglers = { chance: 0.05, slowdown: 4 };
    const all = simulateCluster({ ...free, stragglers, patience: 5, least: 8, rounds: 1000 });
    expect(all).toEqual(simulateCluster({ ...free, stragglers, rounds: 1000 }));
    expect(all.counts).toEqual({ rounds: 1000, deltas: 8000, stale: 0, late: 0 });
  });

  it('have the same times with the same seed, and others with another one', () => {
    const varied = { ...plain, jitter: 0.5, stragglers: { chance: 0.1, slowdown: 3 }, patience: 20 };
    expect(simulateCluster(varied)).toEqual(simulateCluster(varied));
    expect(simulateCluster({ ...varied, seed: 1 }).roundTime).not.toBe(simulateCluster(varied).roundTime);
  });
});

describe('options', () => {
  it.each([
    [{ workers: 0 }, 'workers must be a positive integer, got 0'],
    [{ every: 1.5 }, 'every must be a positive integer, got 1.5'],
    [{ rounds: 2 ** 31 }, 'rounds must be at most 1250000 for 8 workers, got 2147483648'],
    [{ stepTime: -1 }, 'stepTime must be at least 0, got -1'],
    [{ stepTime: NaN }, 'stepTime must be at least 0, got NaN'],
    [{ link: { latency: 0, bandwidth: 0 } }, 'bandwidth must be above 0, got 0'],
    [{ leaderBandwidth: -1 }, 'leaderBandwidth must be above 0, got -1'],
    [{ least: 9 }, 'least must be at most 8, the number of workers, got 9'],
    [{ stragglers: { chance: 2, slowdown: 1 } }, 'chance must be from 0 to 1, got 2'],
  ])('%o are refused', (options, message) => {
    const attempt = (): unknown => simulateCluster({ ...plain, ...options });
    expect(attempt).toThrow(ContractError);
    expect(attempt).toThrow(`simulateCluster: ${message}. Times are in milliseconds`);
  });

  it('are refused by an unknown name, with the one that was meant', () => {
    expect(() => simulateCluster({ ...plain, latency: 1 } as never)).toThrow("got 'latency'");
  });
});

test.prop([fc.array(fc.nat(20))])(
  'runs events by time, and those of one time in the order in which they were asked for',
  times => {
    const clock = new VirtualClock();
    const seen: (readonly [time: number, index: number])[] = [];
    times.forEach((time, index) => clock.at(time, () => seen.push([clock.now, index])));
    clock.run(() => false);
    expect(seen).toEqual(times.map((time, index) => [time, index] as const).sort(([a, i], [b, j]) => a - b || i - j));
  },
);

it('runs events that events ask for, until it is done', () => {
  const clock = new VirtualClock();
  const tick = (): void => clock.at(clock.now + 2, tick);
  tick();
  clock.run(() => clock.now >= 9);
  expect(clock.now).toBe(10);
});
