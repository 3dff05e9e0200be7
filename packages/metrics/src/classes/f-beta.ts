import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Metric } from '../metric/metric.ts';
import type { ClassAverageOptions } from './average-options.ts';
import { classDefaults } from './class-options.ts';
import { classRatio } from './class-metric.ts';

/** Options of {@link fBeta}. */
export interface FBetaOptions extends ClassAverageOptions {
  /** The importance of recall, as a multiple of that of precision. */
  readonly beta: number;
}

/**
 * Fβ, the weighted harmonic mean of precision and recall: `(1 + β²)·TP/((1 + β²)·TP + FP + β²·FN)`, 0 for a class that was
 * neither true nor predicted; NaN without examples.
 *
 * - **Throws** `ContractError` for a β that is not above 0, fewer than 2 classes, or an unknown average; a target that is no
 *   class, or a score of NaN, is a stream error
 * - **Source** van Rijsbergen, "Information Retrieval", 1979, ch. 7; averages as in scikit-learn
 *
 * @example
 * computeMetric(fBeta({ beta: 2 }), { prediction: [0.9, 0.8, 0.1, 0.2], target: [1, 0, 1, 1] }) // => 5 / 14
 */
export function fBeta(options: FBetaOptions): Metric<number, 'fBeta'> {
  const chosen = optionsOf('fBeta', options, { ...classDefaults, average: undefined, beta: undefined });
  const { beta } = chosen;
  if (!(beta > 0 && beta < Infinity))
    throw new ContractError('fBeta', 'beta must be a number above 0', String(beta), 'Try 2.');
  const square = beta * beta;
  return classRatio('fBeta', chosen, {
    settings: { beta },
    part: ({ hit }) => (1 + square) * hit,
    whole: ({ hit, falseAlarm, missed }) => (1 + square) * hit + falseAlarm + square * missed,
  });
}
