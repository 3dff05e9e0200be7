import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { mapNewest } from './map-newest.ts';

/** A mapping that ends when the test says so. */
function mapping() {
  const source = new Subject<number>();
  const pending: { value: number; resolve: () => void; reject: (error: unknown) => void }[] = [];
  const seen: unknown[] = [];
  const subscription = source
    .pipe(
      mapNewest(
        value =>
          new Promise<number>((resolve, reject) => pending.push({ value, resolve: () => resolve(value), reject })),
      ),
    )
    .subscribe({
      next: value => seen.push(value),
      error: error => seen.push(`error ${error}`),
      complete: () => seen.push('end'),
    });
  const settle = async (how: 'resolve' | 'reject' = 'resolve'): Promise<void> => {
    pending.shift()![how]('spilt');
    await new Promise(resolve => setImmediate(resolve));
  };
  return { source, pending, seen, subscription, settle };
}

describe('mapNewest', () => {
  it('maps one value at a time, and then the newest of those that came', async () => {
    const { source, pending, seen, settle } = mapping();
    for (const value of [1, 2, 3]) source.next(value);
    expect(pending.map(({ value }) => value)).toEqual([1]);
    await settle();
    expect(pending.map(({ value }) => value)).toEqual([3]);
    source.next(4);
    source.complete();
    await settle();
    expect(seen).toEqual([1, 3]);
    await settle();
    expect(seen).toEqual([1, 3, 4, 'end']);
  });

  it('hands on an error of the source after what is pending, and one of a mapping at once', async () => {
    const [first, second] = [mapping(), mapping()];
    first.source.next(1);
    first.source.error('broken');
    expect(first.seen).toEqual([]);
    await first.settle();
    expect(first.seen).toEqual([1, 'error broken']);
    second.source.next(1);
    second.source.next(2);
    await second.settle('reject');
    expect([second.seen, second.pending.length, second.source.observed]).toEqual([['error spilt'], 0, false]);
  });

  it('begins nothing after the subscriber has left', async () => {
    const { source, pending, seen, subscription, settle } = mapping();
    source.next(1);
    source.next(2);
    subscription.unsubscribe();
    await settle();
    expect([seen, pending, source.observed]).toEqual([[], [], false]);
  });
});
