import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Observable } from 'rxjs';
import type { Settings } from './settings.ts';
import type { News } from './training.ts';

/** Trains in a process of its own, so that the terminal answers at once however long a step is; unsubscribing ends it. */
export function trainApart(settings: Settings): Observable<News> {
  return new Observable(subscriber => {
    const process = fork(fileURLToPath(new URL('./training.ts', import.meta.url)), { serialization: 'advanced' });
    process.send(settings);
    process.on('message', (news: News) => {
      if (news.kind === 'error') subscriber.error(new Error(news.message));
      else subscriber.next(news);
    });
    process.on('error', error => subscriber.error(error));
    process.on('exit', () => subscriber.complete());
    return () => void process.kill('SIGKILL');
  });
}
