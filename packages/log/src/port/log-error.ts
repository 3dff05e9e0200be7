import { ContractError } from '@thalweg/tensor';

/**
 * The reason why a log refuses or fails: `'deposed'`, a larger epoch has written; `'trimmed'`, entries are no longer kept;
 * `'unavailable'`, the log cannot be reached; `'damaged'`, bytes are not those that were written; `'closed'`, it was closed;
 * `'invalid'`, an argument is wrong.
 */
export type LogErrorReason = 'deposed' | 'trimmed' | 'unavailable' | 'damaged' | 'closed' | 'invalid';

/** An error of a log, with a reason that code can act on. */
export class LogError extends ContractError {
  readonly reason: LogErrorReason;
  /** The sequence of the entry that cannot be read, if it is a single one: reading can go on after it. */
  readonly sequence: number | undefined;

  constructor(
    reason: LogErrorReason,
    subject: string,
    requirement: string,
    given: string,
    advice: string,
    options?: ErrorOptions & { readonly sequence?: number | undefined },
  ) {
    super(subject, requirement, given, advice, options);
    this.reason = reason;
    this.sequence = options?.sequence;
  }
}
