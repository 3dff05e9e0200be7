import { add, constant, input, square } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
// @ts-expect-error It has no types.
import ZenObservable from 'zen-observable';

/** `f = x² + 1` at `x = 2`. */
function circuit() {
  const x = input('x', []);
  const f = add(square(x), constant(1));
  x.set(2);
  return { x, f, slots: () => f.circuit!.live.size };
}

describe('a node among the observables of other libraries', () => {
  it('has the method of the convention, which returns what they subscribe to', () => {
    const { f } = circuit();
    const key = (Symbol as { readonly observable?: symbol }).observable ?? '@@observable';
    const observable = (f as unknown as Record<typeof key, () => { subscribe: unknown }>)[key]!();
    expect(observable.subscribe).toBeTypeOf('function');
  });

  it('is an observable of zen-observable, with the value of each pass, and is left', () => {
    const { x, f, slots } = circuit();
    const seen: number[] = [];
    const subscription = ZenObservable.from(f)
      .map((value: { item(): number }) => value.item())
      .subscribe((value: number) => seen.push(value));
    return Promise.resolve().then(() => {
      x.set(3);
      expect(seen).toEqual([5, 10]);
      subscription.unsubscribe();
      expect(slots()).toBe(0);
    });
  });
});
