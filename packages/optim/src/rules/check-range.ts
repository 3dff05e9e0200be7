import { GraphError } from '@thalweg/graph';

/** The name of a number, and the range that it must be in. */
export interface Range {
  readonly name: string;
  /** No limit by default. */
  readonly least?: number;
  /** Excluded; no limit by default. */
  readonly below?: number;
}

/** Returns a number, and refuses one that is out of its range. */
export function checkRange(value: number, range: Range): number {
  const { name, least = -Infinity, below = Infinity } = range;
  if (Number.isFinite(value) && value >= least && value < below) return value;
  throw new GraphError(name, `must be ${inWords(least, below)}`, String(value), 'Check the options.');
}

function inWords(least: number, below: number): string {
  if (below < Infinity) return `at least ${least} and below ${below}`;
  return least === -Infinity ? 'finite' : `finite and at least ${least}`;
}

/** Returns a number of steps, and refuses one that is not whole or is below 1. */
export function checkWhole(value: number, name: string): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new GraphError(name, 'must be a whole number from 1 on', String(value), 'Check the options.');
}

/** Refuses numbers of steps that are not whole, are below 1 or do not rise. */
export function checkRising(steps: readonly number[], name: string): void {
  steps.forEach((value, i) => {
    checkWhole(value, name);
    if (i > 0 && value <= steps[i - 1]!) throw new GraphError(name, 'must rise', steps.join(', '), 'Sort them.');
  });
}
