import { memoryLog, type Log } from '@thalweg/log';
import { firstValueFrom, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { joinCluster, statusesNow, statusesOf } from './statuses-of.ts';
import { StatusKey } from './status-key.ts';
import type { Status, WorkerStatus } from './status.ts';

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
