import type { Observable, Subscription } from 'rxjs';
import { until } from './until.ts';

/** What a subscription was told. */
export interface Told<T> {
  readonly items: readonly T[];
  readonly errors: readonly unknown[];
  readonly completions: number;
  readonly subscription: Subscription;
  /** Waits until it was told so many items. */
  reaches(count: number): Promise<void>;
  /** Waits until it was told the end, and returns the items. Throws the error of the stream. */
  ends(): Promise<readonly T[]>;
}

/** Subscribes and notes what comes. `each` is called with an item and how many there are then. */
export function told<T>(source$: Observable<T>, each: (item: T, count: number) => unknown = () => {}): Told<T> {
  const items: T[] = [];
  const errors: unknown[] = [];
  const counts = { completions: 0 };
  const subscription = source$.subscribe({
    next: item => each(item, items.push(item)),
    error: (error: unknown) => errors.push(error),
    complete: () => counts.completions++,
  });
  const throwErrors = (): void => {
    if (errors.length > 0) throw errors[0];
  };
  return {
    items,
    errors,
    subscription,
    get completions() {
      return counts.completions;
    },
    async reaches(count) {
      await until(`${count} items`, () => items.length >= count || errors.length > 0);
      throwErrors();
    },
    async ends() {
      await until('the end', () => errors.length + counts.completions > 0);
      throwErrors();
      return items;
    },
  };
}
