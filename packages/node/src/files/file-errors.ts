import { StateError } from '@thalweg/train';

/** The error of a file that cannot be written or read. The `cause` is the error of the operating system, if there is one. */
export class FileError extends StateError {
  /** The file or folder. */
  readonly path: string;

  constructor(path: string, requirement: string, given: string, advice: string, options?: ErrorOptions) {
    super(path, requirement, given, advice, options);
    this.path = path;
  }
}

/** Codes of arguments that Node refuses before it asks the system: a path with a NUL, or one that is no text. */
const REFUSED: readonly unknown[] = ['ERR_INVALID_ARG_VALUE', 'ERR_INVALID_ARG_TYPE'];

/** Returns the code of an operating system error, such as `ENOENT`, or of a path that no system takes; `undefined` for other errors. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as NodeJS.ErrnoException;
  return 'syscall' in error || REFUSED.includes(code) ? code : undefined;
}

/** Returns the error for a file that the system does not let us write; any other error unchanged. */
export function notWritable(path: string, error: unknown): unknown {
  if (codeOf(error) === undefined) return error;
  const advice = 'Check the free disk space and permissions. The previous file is intact.';
  return new FileError(path, 'the file must be writable', (error as Error).message, advice, { cause: error });
}
