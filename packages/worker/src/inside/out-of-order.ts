import { ContractError } from '@thalweg/tensor';

/** Returns the error for a message that does not come in its turn. */
export function outOfOrder(given: string, requirement: string): ContractError {
  return new ContractError(
    'exposeTraining',
    `messages must come in the order of the protocol: ${requirement}`,
    given,
    'Send open, start, records and complete, each in its turn.',
  );
}
