import { concat, EMPTY, finalize, from, NEVER, Observable, of, range, repeat, Subject, take, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { earlyStopping, type EarlyStoppingOptions } from './index.ts';
import { observe } from './testing/observe.ts';

const stopping = (options: Partial<EarlyStoppingOptions<number | undefined>> = {}) =>
  earlyStopping<number | undefined>({ of: value => value, patience: 2, ...options });

describe('earlyStopping', () => {
  it.each([
    { of: 'what falls', values: [5, 4, 3, 2], passed: [5, 4, 3, 2] },
    { of: 'what rises, until patience ends', values: [1, 2, 3, 4, 5], passed: [1, 2, 3] },
    { of: 'what stays', values: [1, 1, 1, 1], passed: [1, 1, 1] },
    { of: 'what gets better again in time', values: [3, 4, 2, 5, 1, 6, 7, 8], passed: [3, 4, 2, 5, 1, 6, 7] },
    { of: 'what is not a number', values: [1, NaN, NaN, 0], passed: [1, NaN, NaN] },
    { of: 'records without the value, which do not count', values: [1, undefined, 2, undefined, 3, 4], passed: [1, undefined, 2, undefined, 3] },
    { of: 'nothing', values: [], passed: [] },
  ])('passes on of $of', ({ values, passed }) => {
    const log = observe(from(values as (number | undefined)[]).pipe(stopping()));
    expect([log.values, log.completions, log.errors]).toEqual([passed, 1, []]);
  }); // prettier-ignore

  it('counts only what is lower by more than minDelta', () => {
    expect(observe(of(10, 9.5, 9, 8.9, 8.8).pipe(stopping({ minDelta: 0.6 }))).values).toEqual([10, 9.5, 9, 8.9, 8.8]);
    expect(observe(of(10, 9.5, 9, 8.9, 8.8).pipe(stopping({ minDelta: 1 }))).values).toEqual([10, 9.5, 9]);
  });

  it('watches what should rise with the mode max', () => {
    expect(observe(of(1, 2, 3, 3, 2, 9).pipe(stopping({ mode: 'max' }))).values).toEqual([1, 2, 3, 3, 2]);
    expect(observe(of(1, 1.5, 2, 2.1, 2.2).pipe(stopping({ mode: 'max', minDelta: 1 }))).values).toEqual([1, 1.5, 2]);
    expect(observe(of(-Infinity, NaN, 1).pipe(stopping({ mode: 'max' }))).values).toEqual([-Infinity, NaN]);
  });

  it('starts afresh for every subscriber', () => {
    const stream$ = of(1, 2, 3, 4).pipe(stopping());
    expect(observe(stream$).values).toEqual([1, 2, 3]);
    expect(observe(stream$).values).toEqual([1, 2, 3]);
  });

  it('passes on an error of its source, and one of its own function', () => {
    const broken = new Error('broken');
    const passed = observe(
      concat(
        of(1),
        throwError(() => broken),
      ).pipe(stopping()),
    );
    expect([passed.values, passed.errors, passed.completions]).toEqual([[1], [broken], 0]);
    const thrown = observe(of(1).pipe(stopping({ of: () => { throw broken; } }))); // prettier-ignore
    expect([thrown.values, thrown.errors]).toEqual([[], [broken]]);
  });

  it('lets go of its source when it stops, completes, fails or is left, and of one that is endless', () => {
    let open = 0;
    const counted = (source$: Observable<number>): Observable<number> =>
      new Observable(subscriber => {
        open++;
        return source$.pipe(finalize(() => open--)).subscribe(subscriber);
      });
    for (const source$ of [
      of(1, 2, 3, 4, 5),
      concat(of(1, 2, 3, 4), NEVER),
      EMPTY,
      range(0, 3).pipe(repeat()),
      throwError(() => 0),
    ])
      // prettier-ignore
      observe(counted(source$).pipe(stopping()));
    observe(counted(range(0, 3).pipe(repeat())).pipe(stopping({ patience: 100 }), take(1)));
    expect(open).toBe(0);
    const waiting = observe(counted(NEVER).pipe(stopping()));
    expect(open).toBe(1);
    waiting.unsubscribe();
    expect([open, waiting.completions]).toEqual([0, 0]);
  });

  it('keeps its order when a subscriber feeds its source', () => {
    const value$ = new Subject<number>();
    const log = observe(value$.pipe(stopping()), value => value === 3 && value$.next(2));
    value$.next(3);
    value$.next(1);
    expect(log.values).toEqual([3, 2, 1]);
  });

  it('refuses options that would never stop, or always', () => {
    expect(() => stopping({ patience: 0 })).toThrow('earlyStopping: patience must be at least 1, got 0. Try 3.');
    expect(() => stopping({ patience: NaN })).toThrow('got NaN');
    expect(() => stopping({ patience: '3' as never })).toThrow("patience must be at least 1, got '3'");
    expect(() => stopping({ of: 'loss' as never })).toThrow('earlyStopping: of must be a function');
    const text = observe(of(1).pipe(stopping({ of: value => String(value) as never })));
    expect(String(text.errors[0])).toContain(
      "of must return a number, or undefined for a record without one, got '1'.",
    );
    expect(() => stopping({ minDelta: -1 })).toThrow('earlyStopping: minDelta must be at least 0, got -1. Try 0.001.');
    expect(() => stopping({ mode: 'mix' as 'min' })).toThrow("earlyStopping: mode must be a known name, got 'mix'");
    expect(() => stopping({ restoreBestWeights: true as never })).toThrow(
      'earlyStopping: restoreBestWeights must be what train or step returns, got true. Name the training: const learn =',
    );
    expect(() => stopping({ restoreBestWeigths: true } as never)).toThrow("Did you mean 'restoreBestWeights'?");
  });
});
