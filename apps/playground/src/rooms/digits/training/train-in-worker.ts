import { Observable } from 'rxjs';
import type { Command, News } from './messages.ts';

/**
 * A training in a worker: what it tells, while it is told what to do. Unsubscribing ends the worker.
 *
 * - **Stream errors** an `Error` where the worker cannot start or breaks down
 */
export function trainInWorker(command$: Observable<Command>): Observable<News> {
  return new Observable(subscriber => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    subscriber.add(() => worker.terminate());
    worker.onmessage = ({ data }: MessageEvent<News>) => subscriber.next(data);
    worker.onerror = event => {
      event.preventDefault();
      subscriber.error(new Error(event.message || 'the worker could not be started'));
    };
    subscriber.add(command$.subscribe(command => worker.postMessage(command)));
  });
}
