import { take } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { fromPlatformObservable, input, read, toPlatformObservable, type PlatformObserver } from '../index.ts';

/** An observable as a platform has it, and the signal of its last subscriber. */
function platform(begin: (observer: PlatformObserver<number>, signal: AbortSignal) => void) {
  const asked: { signal?: AbortSignal } = {};
  const subscribe = (observer: PlatformObserver<number>, options?: { readonly signal?: unknown }) => {
    asked.signal = options!.signal as AbortSignal;
    begin(observer, asked.signal);
  };
  return { source: { subscribe }, asked };
}

describe('fromPlatformObservable', () => {
  it('passes values and the end on', () => {
    const { source } = platform(observer => {
      for (const value of [1, 2]) observer.next!(value);
      observer.complete!();
    });
    const seen: unknown[] = [];
    fromPlatformObservable(source).subscribe({
      next: value => seen.push(value),
      complete: () => seen.push('complete'),
    });
    expect(seen).toEqual([1, 2, 'complete']);
  });

  it('passes an error on', () => {
    const { source } = platform(observer => observer.error!('broken'));
    const error = vi.fn();
    fromPlatformObservable(source).subscribe({ error });
    expect(error).toHaveBeenCalledExactlyOnceWith('broken');
  });

  it('aborts when its subscriber leaves, also while the source emits', () => {
    const silent = platform(() => {});
    fromPlatformObservable(silent.source).subscribe().unsubscribe();
    expect(silent.asked.signal!.aborted).toBe(true);
    const endless = platform((observer, signal) => {
      for (let i = 0; !signal.aborted; i++) observer.next!(i);
    });
    const seen: number[] = [];
    fromPlatformObservable(endless.source)
      .pipe(take(3))
      .subscribe(value => seen.push(value));
    expect(seen).toEqual([0, 1, 2]);
  });

  it('is a source of an input', () => {
    const { source } = platform(observer => observer.next!(3));
    const x = input('x', []);
    x.from(fromPlatformObservable(source));
    expect(read(x).item()).toBe(3);
  });
});

describe('toPlatformObservable', () => {
  it('says so where the host has no observable', () => {
    expect(() => toPlatformObservable(input('x', []))).toThrow(
      'toPlatformObservable: the host must have its own Observable, got none.',
    );
  });
});
