import { Observable } from 'rxjs';
import type { PlatformObservable } from './platform-observable.ts';

interface Host {
  readonly AbortController: new () => { readonly signal: unknown; abort(): void };
}

/**
 * Returns a platform observable, such as `element.when('input')`, as one of RxJS. Pass it to `from` of an input, or to
 * operators. Unsubscribing aborts the subscription.
 *
 * - **Source** Web Incubator CG, "Observable API", 2025
 *
 * @example
 * x.from(fromPlatformObservable(slider.when('input').map(() => slider.valueAsNumber)));
 */
export function fromPlatformObservable<T>(source: Pick<PlatformObservable<T>, 'subscribe'>): Observable<T> {
  return new Observable(subscriber => {
    const controller = new (globalThis as unknown as Host).AbortController();
    // Before the source can emit: it may emit at once, and for ever.
    subscriber.add(() => controller.abort());
    source.subscribe(
      {
        next: value => subscriber.next(value),
        error: error => subscriber.error(error),
        complete: () => subscriber.complete(),
      },
      { signal: controller.signal },
    );
  });
}
