import { firstValueFrom, Subject, toArray } from 'rxjs';
import { expect, it, vi } from 'vitest';
import { loadingLeader, loadingWorker } from '../status/agree.ts';
import type { Status } from '../status/status.ts';
import { untilEnded } from './watch.ts';

it('the view ends after the end of the run, with the last statuses of workers', async () => {
  vi.useFakeTimers();
  try {
    const status$ = new Subject<Status>();
    const seen = firstValueFrom(status$.pipe(untilEnded(), toArray()));
    const leader = { ...loadingLeader('leader', { steps: 4, every: 2 }), state: 'ended' as const };
    const worker = { ...loadingWorker('w1'), state: 'ended' as const };
    for (const status of [worker, leader, worker]) status$.next(status);
    await vi.advanceTimersByTimeAsync(1999);
    expect(status$.observed).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(status$.observed).toBe(false);
    expect(await seen).toEqual([worker, leader, worker]);
  } finally {
    vi.useRealTimers();
  }
});
