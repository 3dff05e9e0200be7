import { Observable, type OperatorFunction } from 'rxjs';

/**
 * Maps values to promises, one at a time, and emits what they give. While one is pending, the newest value waits and those
 * between are left out. A stream error comes when all before it is done.
 */
export function mapNewest<T, R>(project: (value: T) => Promise<R>): OperatorFunction<T, R> {
  return source =>
    new Observable(subscriber => {
      let waiting: { readonly value: T } | undefined;
      let pending = false;
      let end: (() => void) | undefined;
      const begin = (value: T): void => {
        pending = true;
        project(value).then(
          result => {
            subscriber.next(result);
            pending = false;
            next();
          },
          (error: unknown) => subscriber.error(error),
        );
      };
      const next = (): void => {
        const value = waiting;
        waiting = undefined;
        if (subscriber.closed) return;
        if (value === undefined) end?.();
        else begin(value.value);
      };
      const ended = (then: () => void): void => {
        end = then;
        if (!pending) then();
      };
      subscriber.add(() => (waiting = undefined));
      subscriber.add(
        source.subscribe({
          next: value => (pending ? (waiting = { value }) : begin(value)),
          error: (error: unknown) => ended(() => subscriber.error(error)),
          complete: () => ended(() => subscriber.complete()),
        }),
      );
    });
}
