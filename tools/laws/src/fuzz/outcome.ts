import { ContractError } from '@thalweg/tensor';
import { UnsubscriptionError } from 'rxjs';

/**
 * What came of a call, the worst first: it did not end, its process died, an error that nobody could catch, an error of the
 * language, NaN where nothing asked for it, an error that says what to do, or nothing of the kind.
 */
export const outcomes = ['hang', 'crash', 'unhandled', 'raw', 'nan', 'ours', 'ok'] as const;

/** One of {@link outcomes}. */
export type Outcome = (typeof outcomes)[number];

/** Returns the worse of two outcomes. */
export function worse(a: Outcome, b: Outcome): Outcome {
  return outcomes.indexOf(a) < outcomes.indexOf(b) ? a : b;
}

/** Returns the class of an error. */
export function outcomeOf(error: unknown): Outcome {
  if (error instanceof Thrown) return 'ok';
  // RxJS wraps what teardowns throw.
  if (error instanceof UnsubscriptionError) return error.errors.map(outcomeOf).reduce(worse, 'ok');
  return error instanceof ContractError ? 'ours' : 'raw';
}

/** What a caller's own function, iterable or stream throws: it may come through as it is. */
export class Thrown extends Error {
  constructor(what = 'thrown by the caller') {
    super(what);
    this.name = 'Thrown';
  }
}

/** What is thrown where a value of some type cannot be made by a caller. */
export class Undrawable extends Thrown {}
