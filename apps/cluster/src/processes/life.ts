import type { ChildProcess } from 'node:child_process';
import { fromEvent, Observable } from 'rxjs';
import { ProcessDied } from './process-died.ts';

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
export function lifeOf(start: () => ChildProcess, stop: AbortSignal): Observable<ChildProcess> {
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
