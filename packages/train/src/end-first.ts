import { Observable, type Subscriber } from 'rxjs';

/**
 * Begins a run that is over before its subscriber receives the completion or the error: `control` takes either, calls all
 * teardowns that were added to it, and passes it on. So a subscription inside of these callbacks finds nothing of the former
 * run. Values go to the subscriber directly.
 */
export function endFirst(subscriber: Subscriber<unknown>, begin: (control: Subscriber<unknown>) => void): void {
  let control: Subscriber<unknown> | undefined;
  new Observable<unknown>(own => {
    control = own;
    subscriber.add(own);
    begin(own);
  }).subscribe({
    error: error => {
      control?.unsubscribe();
      subscriber.error(error);
    },
    complete: () => {
      control?.unsubscribe();
      subscriber.complete();
    },
  });
}
