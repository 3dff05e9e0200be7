import { ContractError } from '@thalweg/tensor';
import { LogError } from '../port/log-error.ts';
import type { CarriedError } from './protocol.ts';

/** Returns what is sent of an error. */
export function carried(error: unknown): CarriedError {
  if (!(error instanceof ContractError))
    return {
      name: 'LogError',
      reason: 'unavailable',
      parts: ['remoteLog', 'the log must do what it was asked', String(error), 'Look at the side that serves it.'],
    };
  const { name, subject, requirement, given, advice } = error;
  return {
    name,
    reason: error instanceof LogError ? error.reason : undefined,
    parts: [subject, requirement, given, advice],
  };
}

/** Returns the error that was sent: of the same class if it is one that logs throw, and with the same message. */
export function arrived({ name, reason, parts }: CarriedError): Error {
  if (reason !== undefined) return new LogError(reason, ...parts);
  const error = new ContractError(...parts);
  error.name = name;
  return error;
}
