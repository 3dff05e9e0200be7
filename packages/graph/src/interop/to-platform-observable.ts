import { ContractError } from '@thalweg/tensor';
import type { Observable } from 'rxjs';
import type { PlatformObservable, PlatformObserver } from './platform-observable.ts';

/** What the platform's observable hands to the function that it is made of. */
interface PlatformSubscriber<T> extends Required<PlatformObserver<T>> {
  addTeardown(teardown: () => void): void;
}

interface Host {
  readonly Observable?: new <T>(subscribe: (subscriber: PlatformSubscriber<T>) => void) => PlatformObservable<T>;
}

/**
 * Returns a node, or any other observable, as the platform's own `Observable`, for code that takes one. Chromium has this class
 * from version 135 on. The platform's `Observable.from(node)` does not know observables of libraries.
 *
 * The platform shares one subscription among all subscribers: the first one gets the present value of a node at once, and a later one
 * only what comes after.
 *
 * - **Throws** `ContractError` in a host without `Observable`
 * - **Source** Web Incubator CG, "Observable API", 2025
 *
 * @example
 * toPlatformObservable(loss).map(value => value.item()).forEach(draw, { signal });
 */
export function toPlatformObservable<T>(source: Observable<T>): PlatformObservable<T> {
  const { Observable: Platform } = globalThis as unknown as Host;
  if (Platform === undefined)
    throw new ContractError(
      'toPlatformObservable',
      'the host must have its own Observable',
      'none',
      'A node is an observable of RxJS in every host: node.subscribe(…).',
    );
  return new Platform<T>(subscriber => {
    const subscription = source.subscribe({
      next: value => subscriber.next(value),
      error: (error: unknown) => subscriber.error(error),
      complete: () => subscriber.complete(),
    });
    subscriber.addTeardown(() => subscription.unsubscribe());
  });
}
