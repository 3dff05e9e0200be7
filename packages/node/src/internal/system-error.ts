/** Codes of arguments that Node refuses before it asks the system: a path with a NUL, or one that is no text. */
const REFUSED: readonly unknown[] = ['ERR_INVALID_ARG_VALUE', 'ERR_INVALID_ARG_TYPE'];

/** Returns the code of an operating system error, such as `ENOENT`, or of a path that no system takes; `undefined` for other errors. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as NodeJS.ErrnoException;
  return 'syscall' in error || REFUSED.includes(code) ? code : undefined;
}
