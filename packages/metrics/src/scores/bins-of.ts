import { ContractError } from '@thalweg/tensor';
import type { Example } from '../reading/example.ts';
import { probabilityOf } from '../reading/probability-of.ts';
import type { BinOptions } from './bin-options.ts';

/** Logits beyond are in the outermost bins: probabilities below 1.1e-7, or as near to 1. */
const FARTHEST = 16;

/** Bins of scores. */
export interface Bins {
  readonly count: number;
  /** Returns the bin of a score, from 0 on. */
  readonly binOf: (example: Example, score: number) => number;
  /** Returns the score that a bin begins at. */
  readonly startOf: (bin: number) => number;
}

/** Returns the bins of a metric. */
export function binsOf(metric: string, { bins = 4096, range }: BinOptions): Bins {
  if (!(Number.isSafeInteger(bins) && bins >= 2))
    throw new ContractError(metric, 'bins must be an integer of at least 2', String(bins), 'Try 4096.');
  const [from, to] = range ?? [-FARTHEST, FARTHEST];
  const perUnit = bins / (to - from);
  if (!(from < to && perUnit > 0 && perUnit < Infinity))
    throw new ContractError(metric, 'range must be two finite numbers that rise', `[${from}, ${to}]`, 'Try [-10, 10].');
  return {
    count: bins,
    binOf(example, score) {
      const place = range === undefined ? logit(probabilityOf(metric, example, score)) : score;
      return Math.min(Math.max(Math.floor((place - from) * perUnit), 0), bins - 1);
    },
    startOf(bin) {
      const place = from + bin / perUnit;
      return range === undefined ? 1 / (1 + Math.exp(-place)) : place;
    },
  };
}

function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}
