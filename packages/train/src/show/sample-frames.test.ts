import { NEVER, Subject, concat, of, range, take, throwError, toArray, lastValueFrom } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sampleFrames } from '../index.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Collects what a sampled subject emits. */
function sampled() {
  const source = new Subject<number>();
  const seen: (number | string)[] = [];
  const subscription = source.pipe(sampleFrames()).subscribe({
    next: value => seen.push(value),
    error: error => seen.push(String(error)),
    complete: () => seen.push('complete'),
  });
  return { source, seen, subscription };
}

/** A page whose frames come when the test says so. */
function page() {
  const frames = new Map<number, () => void>();
  let count = 0;
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => {
    frames.set(++count, callback);
    return count;
  });
  vi.stubGlobal('cancelAnimationFrame', (handle: number) => void frames.delete(handle));
  const paint = () => {
    const due = [...frames];
    frames.clear();
    for (const [, callback] of due) callback();
  };
  return { frames, paint };
}

describe('sampleFrames in a page', () => {
  it('emits the first value at once, then the last of each frame', () => {
    const { paint } = page();
    const { source, seen } = sampled();
    source.next(1);
    expect(seen).toEqual([1]);
    for (const value of [2, 3]) source.next(value);
    expect(seen).toEqual([1]);
    paint();
    expect(seen).toEqual([1, 3]);
    for (const value of [4, 5, 6]) source.next(value);
    paint();
    expect(seen).toEqual([1, 3, 6]);
  });

  it('passes a value at once after a frame without one', () => {
    const { paint } = page();
    const { source, seen } = sampled();
    source.next(1);
    paint();
    paint();
    source.next(2);
    expect(seen).toEqual([1, 2]);
  });

  it('asks for no frame and no timer while nothing comes', () => {
    const { frames, paint } = page();
    const { source } = sampled();
    expect(frames.size).toBe(0);
    source.next(1);
    paint();
    expect(frames.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('emits the last value before it completes', () => {
    const { paint } = page();
    const { source, seen } = sampled();
    for (const value of [1, 2, 3]) source.next(value);
    source.complete();
    paint();
    expect(seen).toEqual([1, 3, 'complete']);
  });

  it('passes an error at once', () => {
    const { frames } = page();
    const { source, seen } = sampled();
    for (const value of [1, 2]) source.next(value);
    source.error(new Error('broken'));
    expect(seen).toEqual([1, 'Error: broken']);
    expect(frames.size).toBe(0);
  });

  it('goes on in a hidden page, which has no frames', () => {
    page();
    const { source, seen } = sampled();
    for (const value of [1, 2, 3]) source.next(value);
    vi.advanceTimersByTime(250);
    expect(seen).toEqual([1, 3]);
  });

  it('cancels the frame and the timer when its subscriber leaves', () => {
    const { frames } = page();
    const { source, seen, subscription } = sampled();
    for (const value of [1, 2]) source.next(value);
    subscription.unsubscribe();
    expect(frames.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    expect(source.observed).toBe(false);
    expect(seen).toEqual([1]);
  });
});

describe('sampleFrames without animation frames', () => {
  it('emits the last value of every 16 ms', () => {
    const { source, seen } = sampled();
    for (let ms = 0; ms < 48; ms += 4) {
      source.next(ms);
      vi.advanceTimersByTime(4);
    }
    expect(seen).toEqual([0, 12, 28, 44]);
  });

  it('emits the first and the last of a source that emits all at once', async () => {
    const all = lastValueFrom(range(1, 1000).pipe(sampleFrames(), toArray()));
    await vi.runAllTimersAsync();
    expect(await all).toEqual([1, 1000]);
  });

  it('leaves a source as soon as its subscriber has enough', () => {
    const seen: number[] = [];
    range(1, Infinity)
      .pipe(sampleFrames(), take(1))
      .subscribe(value => seen.push(value));
    expect(seen).toEqual([1]);
  });

  it('passes on an error of a source that has emitted nothing', () => {
    const failed = vi.fn();
    concat(
      throwError(() => new Error('broken')),
      NEVER,
    )
      .pipe(sampleFrames())
      .subscribe({ error: failed });
    expect(failed).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('completes at once when nothing was emitted', () => {
    const complete = vi.fn();
    of().pipe(sampleFrames()).subscribe({ complete });
    expect(complete).toHaveBeenCalledOnce();
  });
});
