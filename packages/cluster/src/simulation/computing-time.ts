import { fillNormal, foldIn, key, uniform, type Key } from '@thalweg/tensor';
import type { SimulationOptions } from './simulate-cluster-options.ts';

/** The time in milliseconds that a worker computes for its round with a number. */
export type ComputingTime = (worker: number, round: number) => number;

/**
 * Returns the times of workers: sums of independent steps, each from a gamma distribution with the mean and the deviation of
 * the options, which is why their sum has one too. Stragglers multiply theirs.
 */
export function computingTime(options: SimulationOptions): ComputingTime {
  const { every, stepTime, jitter, seed } = options;
  const { chance, slowdown } = options.stragglers;
  const root = foldIn(key(seed), 'simulateCluster');
  const shape = every / jitter ** 2;
  return (worker, round) => {
    if (jitter === 0 && chance === 0) return every * stepTime;
    const draws = foldIn(foldIn(root, worker), round);
    const steps = jitter === 0 ? every : (every * gamma(shape, draws)) / shape;
    return stepTime * steps * (uniform(foldIn(draws, 'straggler'), 0) < chance ? slowdown : 1);
  };
}

/**
 * Draws from the gamma distribution with a shape and the scale 1.
 *
 * Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", 2000.
 */
function gamma(shape: number, draws: Key): number {
  if (shape < 1) return gamma(shape + 1, draws) * (1 - uniform(foldIn(draws, 'boost'), 0)) ** (1 / shape);
  const d = shape - 1 / 3;
  const normal = new Float64Array(1);
  for (let attempt = 0; ; attempt++) {
    const x = fillNormal(normal, draws, attempt)[0]!;
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - uniform(draws, attempt)) < x ** 2 / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}
