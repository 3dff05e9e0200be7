import { DataError } from '@thalweg/data';
import type { Outcome } from '../outcome.ts';

/** Throws `DataError` for an outcome without a step, prediction or target, or with another value in its weight. */
export function checkOutcome(operator: string, outcome: Outcome): void {
  const { step, prediction, target, weight = 1 } = outcome;
  if (typeof step !== 'number') throw missing(operator, 'step', step, '');
  if (!isValue(prediction)) throw missing(operator, 'prediction', prediction, ` at step ${step}`);
  if (!isValue(target)) throw missing(operator, 'target', target, ` at step ${step}`);
  if (!isValue(weight))
    throw new DataError(
      operator,
      'a weight must be a finite number of at least 0',
      `${String(weight)} at step ${step}`,
      'Give weight 0 to examples that should not count.',
    );
}

function isValue(value: Outcome['target'] | null | undefined): boolean {
  return typeof value === 'number' || value?.shape !== undefined;
}

function missing(operator: string, field: string, given: number | object | null | undefined, where: string): DataError {
  return new DataError(
    operator,
    `an outcome must have a ${field}`,
    `${given === undefined || given === null ? 'none' : typeof given === 'object' ? given.constructor.name : String(given)}${where}`,
    'Give it { step, prediction, target }, as learn does.',
  );
}
