import { FileError } from '../file-error.ts';
import { codeOf } from './system-error.ts';

/** Returns the error for a file that the system does not let us write; any other error unchanged. */
export function notWritable(path: string, error: unknown): unknown {
  if (codeOf(error) === undefined) return error;
  const advice = 'Check the free disk space and permissions. The previous file is intact.';
  return new FileError(path, 'the file must be writable', (error as Error).message, advice, { cause: error });
}
