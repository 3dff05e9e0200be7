import type { ChildProcess } from 'node:child_process';
import { EMPTY, fromEvent, Observable, retry, takeUntil, tap, throwError, timer } from 'rxjs';
import { lifeOf } from './life.ts';
import { ProcessDied, type Death } from './process-died.ts';

/** Options of {@link keptRunning}. */
export interface KeptRunningOptions {
  /** Asks the process to end. */
  readonly stop: AbortSignal;
  /** Called when the process has died, before it is started again. */
  readonly died?: (death: Death) => void;
  /** The milliseconds before it is started again; 500 by default. */
  readonly pauseMs?: number;
  /** How often it may die within ten seconds of its start, one time after the other; 5 by default. */
  readonly most?: number;
}

/** A process that lives less than these milliseconds has not got going. */
const SHORT_MS = 10_000;

/**
 * Starts a process, and again whenever it dies. Emits each one. Completes when one ends with the exit code 0, or when all have
 * ended after `stop` was aborted. Unsubscribing kills the process.
 *
 * - **Stream errors** {@link ProcessDied} if the process dies again and again soon after its start
 */
export function keptRunning(start: () => ChildProcess, options: KeptRunningOptions): Observable<ChildProcess> {
  const { stop, died, pauseMs = 500, most = 5 } = options;
  return new Observable(subscriber => {
    let short = 0;
    const again = (error: unknown): Observable<unknown> => {
      if (!(error instanceof ProcessDied)) return throwError(() => error);
      short = error.death.lived < SHORT_MS ? short + 1 : 0;
      if (short >= most) return throwError(() => error);
      if (stop.aborted) return EMPTY;
      return timer(pauseMs).pipe(takeUntil(fromEvent(stop, 'abort')));
    };
    const told = tap<ChildProcess>({ error: error => error instanceof ProcessDied && died?.(error.death) });
    return lifeOf(start, stop)
      .pipe(told, retry({ delay: again }))
      .subscribe(subscriber);
  });
}
