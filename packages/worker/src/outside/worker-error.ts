import { ContractError } from '@thalweg/tensor';

/**
 * The reason of a {@link WorkerError}: `'died'`, the worker failed or ended; `'silent'`, it does not answer; `'version'`, it has
 * another version of the protocol; `'protocol'`, it sends messages that do not fit; `'ended'`, the run has ended before.
 */
export type WorkerErrorReason = 'died' | 'silent' | 'version' | 'protocol' | 'ended';

/** An error of the connection to a worker, with a reason that code can act on. */
export class WorkerError extends ContractError {
  readonly reason: WorkerErrorReason;

  constructor(
    reason: WorkerErrorReason,
    requirement: string,
    given: string,
    advice: string,
    subject = 'connectTraining',
  ) {
    super(subject, requirement, given, advice);
    this.reason = reason;
  }
}
