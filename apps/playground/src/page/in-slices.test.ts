import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { inSlices } from './in-slices.ts';

let clock = 0;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Counts to 3; each count takes 5 ms. */
function* counting(seen: number[]): Generator<void, string> {
  for (const count of [1, 2, 3]) {
    seen.push(count);
    clock += 5;
    yield;
  }
  return 'all';
}

it('work that takes long is done in several tasks, the first of them later', () => {
  const seen: number[] = [];
  const results: string[] = [];
  inSlices(counting(seen), result => results.push(result));
  expect(seen).toEqual([]);
  vi.advanceTimersToNextTimer();
  expect([seen, results]).toEqual([[1, 2], []]);
  vi.advanceTimersToNextTimer();
  expect([seen, results]).toEqual([[1, 2, 3], ['all']]);
  expect(vi.getTimerCount()).toBe(0);
});

it('work that is cancelled goes no further', () => {
  const seen: number[] = [];
  const cancel = inSlices(counting(seen), () => expect.fail());
  vi.advanceTimersToNextTimer();
  cancel();
  vi.runAllTimers();
  expect(seen).toEqual([1, 2]);
});
