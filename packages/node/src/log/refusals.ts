import { LogError } from '@thalweg/log';
import { ContractError } from '@thalweg/tensor';

/** The error for bytes of a file that are not those that were written, or for a single entry among them. */
export function damaged(path: string, offset: number, sequence?: number): LogError {
  return new LogError(
    'damaged',
    path,
    'the file must have the bytes that were written',
    `others at byte ${offset}`,
    'Restore it from a copy; or delete it with all older files, whose entries then count as trimmed.',
    { sequence },
  );
}

/** The error for a file that cannot be written or read now, or a lock that is lost. Errors of a log are passed on. */
export function unavailable(path: string, error: unknown): LogError {
  if (error instanceof LogError) return error;
  if (error instanceof ContractError)
    return new LogError('unavailable', error.subject, error.requirement, error.given, error.advice, { cause: error });
  return new LogError(
    'unavailable',
    path,
    'the log must be readable and writable',
    error instanceof Error ? error.message : String(error),
    'Check the free disk space and the permissions, and append again with the same id.',
    { cause: error },
  );
}

/** The error for a log that was closed. */
export function closed(path: string): LogError {
  return new LogError('closed', path, 'the log must be open', 'one that was closed', 'Open it again with fileLog.');
}
