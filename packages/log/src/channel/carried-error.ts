import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { LogError } from '../port/log-error.ts';
import type { CarriedError } from './protocol.ts';

/** Returns what is sent of an error. */
export function carried(error: unknown): CarriedError {
  if (!(error instanceof ContractError))
    return {
      name: 'LogError',
      reason: 'unavailable',
      parts: [
        'remoteLog',
        'the log must do what it was asked',
        error instanceof Error ? String(error) : printed(error),
        'Look at the side that serves it.',
      ],
    };
  const { name, subject, requirement, given, advice } = error;
  return {
    name,
    reason: error instanceof LogError ? error.reason : undefined,
    parts: [subject, requirement, given, advice],
    sequence: error instanceof LogError ? error.sequence : undefined,
  };
}

/** Returns the error that was sent: of the same class if it is one that logs throw, and with the same message. */
export function arrived({ name, reason, parts, sequence }: CarriedError): Error {
  if (reason !== undefined) return new LogError(reason, ...parts, { sequence });
  const error = new ContractError(...parts);
  error.name = name;
  return error;
}
