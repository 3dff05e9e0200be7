import type { ChildProcess } from 'node:child_process';
import { EMPTY, fromEvent, Observable, retry, takeUntil, tap, throwError, timer } from 'rxjs';

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

/** The milliseconds that a process has to end after it was asked to. */
const PATIENCE_MS = 5000;

/** The last characters of what a process wrote to its standard error. */
const LAST_WORDS = 2000;

/**
 * Starts a process, and emits it. Completes when it ends with the exit code 0 or after it was asked to stop.
 *
 * When `stop` is aborted, the process is asked to end by SIGTERM, and killed if it takes longer than five seconds.
 * Unsubscribing kills it.
 *
 * - **Stream errors** {@link ProcessDied} if the process ends otherwise
 */
function lifeOf(start: () => ChildProcess, stop: AbortSignal): Observable<ChildProcess> {
  return new Observable(subscriber => {
    if (stop.aborted) return subscriber.complete();
    const [child, began] = [start(), performance.now()];
    let [words, timer]: [string, NodeJS.Timeout | undefined] = ['', undefined];
    child.stderr?.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-LAST_WORDS)));
    const died = (code: number | null, signal: string | null): void =>
      subscriber.error(new ProcessDied({ code, signal, words, lived: performance.now() - began }));
    child.on('error', error => subscriber.error(error));
    // Not at 'exit': the last words may come later.
    child.on('close', (code, signal) => (code === 0 || stop.aborted ? subscriber.complete() : died(code, signal)));
    subscriber.add(
      fromEvent(stop, 'abort').subscribe(() => {
        child.kill('SIGTERM');
        timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      }),
    );
    subscriber.add(() => {
      clearTimeout(timer);
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    });
    subscriber.next(child);
  });
}

/** The end of a process. */
export interface Death {
  readonly code: number | null;
  readonly signal: string | null;
  /** The end of what it wrote to its standard error. */
  readonly words: string;
  /** The milliseconds from its start to its end. */
  readonly lived: number;
}

/** A process that ended without being asked to, and not with the exit code 0. */
class ProcessDied extends Error {
  readonly death: Death;

  constructor(death: Death) {
    const { code, signal, words } = death;
    super(`ended with ${signal ?? `code ${code}`}${words === '' ? '' : `: ${words.trim()}`}`);
    this.death = death;
  }
}
