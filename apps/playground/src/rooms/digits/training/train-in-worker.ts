import { Observable } from 'rxjs';
import type { Command, TrainingEvent } from './messages.ts';

/**
 * Runs a training in a worker: passes commands on to it, and emits its events. Unsubscribing ends the worker.
 *
 * - **Stream errors** an `Error` if the worker cannot start or fails
 */
export function trainInWorker(command$: Observable<Command>): Observable<TrainingEvent> {
  return new Observable(subscriber => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    subscriber.add(() => worker.terminate());
    worker.onmessage = ({ data }: MessageEvent<TrainingEvent>) => subscriber.next(data);
    worker.onerror = event => {
      event.preventDefault();
      subscriber.error(new Error(event.message || 'the worker could not be started'));
    };
    subscriber.add(command$.subscribe(command => worker.postMessage(command)));
  });
}
