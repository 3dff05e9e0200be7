import { firstValueFrom, Subject, toArray } from 'rxjs';
import { expect, it, vi } from 'vitest';
import { loadingLeader, loadingWorker } from '../status/agree.ts';
import type { Status } from '../status/status.ts';
import type { RunSettings } from '../tasks/settings.ts';
import { clusterArguments } from './run.ts';
import { untilEnded } from './watch.ts';
import { checkShard } from './worker.ts';

it('a part must be one of as many as there are workers', () => {
  const worker = (count: number) => ({ cluster: 'c', shard: { index: 0, count } });
  expect(() => checkShard(worker(3), { workers: 2 })).toThrow(
    "--shard: the cluster 'c' in this log has 2 workers, so a part must be of 2, got 1/3. Try --shard 1/2.",
  );
  expect(() => checkShard(worker(3), { workers: 1 })).toThrow('has 1 worker, so');
  checkShard(worker(2), { workers: 2 });
});

it('two clusters in one folder keep the snapshots of their workers apart', () => {
  const settings: RunSettings = { task: 'digits', workers: 1, every: 50, steps: 100, outer: 'nesterov', compress: 'none', seed: 1, cluster: 'first', runner: 'wasm', json: false }; // prettier-ignore
  const snapshotOf = (cluster: string): string =>
    clusterArguments({ ...settings, cluster }, 'a:1', 'runs')[1]!.argv.at(-1)!;
  expect(['first', 'second'].map(snapshotOf)).toEqual(['runs/first/w1.safetensors', 'runs/second/w1.safetensors']);
});

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
