import { catchError, defer, filter, tap, type Observable } from 'rxjs';
import { LogError } from './log-error.ts';
import type { Log, LogEntry, ReadOptions } from './log.ts';

/** Reads entries as `log.read` does, and skips each single entry that the log cannot read, such as a damaged one. */
export function readPast(
  log: Log,
  topics: string | readonly string[],
  from: number,
  options?: ReadOptions,
): Observable<LogEntry> {
  let next = from;
  // An entry that cannot be read would take the place of one that was allowed.
  const how = { ...options, unreadable: options?.demand === undefined ? 'emit' : 'error' } as const;
  return defer(() => log.read(topics, next, how)).pipe(
    tap(({ sequence }) => (next = sequence + 1)),
    filter(({ unreadable }) => unreadable === undefined),
    catchError((error: unknown, again) => {
      if (!isUnreadable(error, next)) throw error;
      next = error.sequence + 1;
      return again;
    }),
  );
}

/** True for the error of a single entry, from a sequence on, that cannot be read. */
export function isUnreadable(error: unknown, from: number): error is LogError & { readonly sequence: number } {
  if (!(error instanceof LogError) || (error.reason !== 'damaged' && error.reason !== 'trimmed')) return false;
  const { sequence } = error;
  return sequence !== undefined && Number.isSafeInteger(sequence) && sequence >= Math.max(1, from);
}
