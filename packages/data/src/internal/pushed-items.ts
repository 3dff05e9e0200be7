import { Observable, Subscription } from 'rxjs';
import type { Pulled } from '../cursor.ts';
import { Dataset } from '../dataset.ts';
import type { Reading } from '../reader.ts';

/** Returns what any observable pushes as a dataset, which subscribes when an item is asked for. Items that nobody has pulled wait. */
export function pushed<T>(source: Observable<T>): Dataset<T> {
  return new Dataset({ length: undefined, read: () => new PushedItems(source) });
}

class PushedItems<T> implements Reading<T> {
  readonly #source: Observable<T>;
  #subscription: Subscription | undefined;
  #waiting: T[] = [];
  #end: { readonly error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(source: Observable<T>) {
    this.#source = source;
  }

  next(): Pulled<T> {
    if (this.#subscription === undefined) this.#connect();
    if (this.#waiting.length > 0) return this.#waiting.shift();
    if (this.#end === undefined) return new Promise<void>(resolve => (this.#wake = resolve)).then(() => this.next());
    if ('error' in this.#end) throw this.#end.error;
    return undefined;
  }

  close(): void {
    this.#subscription ??= new Subscription();
    this.#subscription.unsubscribe();
    this.#waiting = [];
    this.#finish({});
  }

  #connect(): void {
    const subscription = new Subscription();
    this.#subscription = subscription;
    // Tied before the source connects: one that emits at once, perhaps for ever, must see who has left.
    const tied = new Observable<T>(inner => {
      subscription.add(inner);
      return this.#source.subscribe(inner);
    });
    tied.subscribe({
      next: item => {
        this.#waiting.push(item);
        this.#wake?.();
      },
      error: (error: unknown) => this.#finish({ error }),
      complete: () => this.#finish({}),
    });
  }

  #finish(end: { readonly error?: unknown }): void {
    this.#end ??= end;
    this.#wake?.();
  }
}
