import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Observable } from 'rxjs';
import type { Settings } from './settings.ts';
import type { TrainingEvent } from './training.ts';

/** The milliseconds that a step has to end, before the process is killed. */
const PATIENCE_MS = 100;

/**
 * Trains in a child process, so that the terminal stays responsive during long steps. Unsubscribing ends the process: it
 * leaves its folder first, so that another one may continue the run at once. In the middle of a long step it is killed.
 */
export function trainInChildProcess(settings: Settings): Observable<TrainingEvent> {
  return new Observable(subscriber => {
    const process = fork(fileURLToPath(new URL('./training.ts', import.meta.url)), { serialization: 'advanced' });
    process.send(settings);
    process.on('message', (event: TrainingEvent) => {
      if (event.kind === 'error') subscriber.error(new Error(event.message));
      else subscriber.next(event);
    });
    process.on('error', error => subscriber.error(error));
    process.on('exit', () => subscriber.complete());
    return () => {
      process.kill('SIGINT');
      setTimeout(() => process.kill('SIGKILL'), PATIENCE_MS).unref();
    };
  });
}
