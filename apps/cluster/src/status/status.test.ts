import { type Log, memoryLog } from '@thalweg/log';
import { firstValueFrom, from, lastValueFrom, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ClusterSettings } from '../tasks/settings.ts';
import { agree, agreed, loadingWorker } from './agree.ts';
import { joinCluster, spoken, type Status, statusesNow, statusesOf, StatusKey, type WorkerStatus } from './status.ts';

const worker = (name: string, step: number): WorkerStatus => ({
  role: 'worker',
  name,
  state: 'learning',
  round: 1,
  step,
});

/** The log with another `swap`. */
function withSwap(log: Log, swap: Log['swap']): Log {
  return { append: log.append.bind(log), read: log.read.bind(log), watch: log.watch.bind(log), swap };
}

/** Writes statuses, and waits until they are written. */
async function written(log: Log, ...statuses: readonly WorkerStatus[]): Promise<void> {
  const { name } = statuses[0]!;
  await joinCluster(log, 'c', name);
  const key = new StatusKey(log, 'c', name);
  for (const status of statuses) key.write(status);
  await key.written();
}

const seen = (log: Log): Promise<Status> => firstValueFrom(statusesOf(log, 'c'));

describe('the status of a process', () => {
  it('is seen by others, the newest only', async () => {
    const log = memoryLog();
    await written(log, worker('w1', 1), worker('w1', 2), worker('w1', 3));
    expect(await seen(log)).toEqual(worker('w1', 3));
  });

  it('waits while an earlier one is written, and replaces one that waits', async () => {
    const log = memoryLog();
    const waiting: (() => void)[] = [];
    let swaps = 0;
    const held = withSwap(log, async (...args) => {
      swaps++;
      await new Promise<void>(resolve => waiting.push(resolve));
      return log.swap(...args);
    });
    const all = written(held, worker('w1', 1), worker('w1', 2), worker('w1', 3));
    for (const count of [1, 2]) {
      await expect.poll(() => swaps).toBe(count);
      waiting.shift()!();
    }
    await all;
    expect(swaps).toBe(2);
    expect(await seen(log)).toEqual(worker('w1', 3));
  });

  it('goes on after the process was started again', async () => {
    const log = memoryLog();
    for (const step of [10, 20]) await written(log, worker('w1', step));
    expect(await seen(log)).toEqual(worker('w1', 20));
  });

  it('is left out if the log fails, and the next one is written', async () => {
    const log = memoryLog();
    let fails = true;
    const failing = withSwap(log, (...args) => (fails ? Promise.reject(new Error('down')) : log.swap(...args)));
    const key = new StatusKey(failing, 'c', 'w1');
    key.write(worker('w1', 1));
    await key.written();
    fails = false;
    await written(failing, worker('w1', 2));
    expect(await seen(log)).toEqual(worker('w1', 2));
  });

  it('is seen of all members, of each one once', async () => {
    const log = memoryLog();
    for (const name of ['w1', 'w2', 'w1']) await written(log, worker(name, 5));
    const both = await firstValueFrom(statusesOf(log, 'c').pipe(take(2), toArray()));
    expect(both.map(({ name }) => name)).toEqual(['w1', 'w2']);
  });

  it('is there to look at once, and none of a process that died before', async () => {
    const log = memoryLog();
    expect(await statusesNow(log, 'c')).toEqual([]);
    await joinCluster(log, 'c', 'w1');
    await written(log, worker('w2', 1), worker('w2', 7));
    expect(await statusesNow(log, 'c')).toEqual([worker('w2', 7)]);
  });
});

it('a line is said for each change of what a process does, and statuses pass', async () => {
  const states: readonly WorkerStatus['state'][] = ['loading', 'learning', 'learning', 'ended'];
  const statuses = states.map((state, step) => ({ ...loadingWorker('w1'), state, step }));
  const said: string[] = [];
  const spoken$ = from(statuses).pipe(spoken({ cluster: 'c', rounds: 20, say: text => said.push(text) }));
  expect(await lastValueFrom(spoken$.pipe(toArray()))).toEqual(statuses);
  expect(said).toEqual(['w1: learns', 'w1: the run ended after round 20']);
});

const settings: ClusterSettings = { task: 'digits', workers: 2, every: 50, steps: 100, outer: 'nesterov', compress: 'none', seed: 1 }; // prettier-ignore

it('the first leader sets what the cluster does, and workers wait for it', async () => {
  const log = memoryLog();
  const waiting = agreed(log, 'c');
  await agree(log, 'c', settings);
  expect(await waiting).toEqual(settings);
  await agree(log, 'c', settings);
});

it('a leader with other settings is refused', async () => {
  const log = memoryLog();
  await agree(log, 'c', settings);
  await expect(agree(log, 'c', { ...settings, every: 10 })).rejects.toThrow(
    "--every: the cluster 'c' in this log has every 50, got 10. Use the same settings, or start another cluster",
  );
});
