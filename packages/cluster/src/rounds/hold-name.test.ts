import { memoryLog, type Log } from '@thalweg/log';
import { sgd } from '@thalweg/optim';
import type { Subscription } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FaultyLog } from '../testing/faulty-log.ts';
import { randomNumbers } from '../testing/random-numbers.ts';
import { shard, stepsOf, ToyCluster } from '../testing/toy-cluster.ts';
import { inVirtualTime } from '../testing/virtual-time.ts';
import { holdName, workerKey } from './hold-name.ts';

const alone = {
  reason: 'deposed',
  message:
    "localSgd: a worker must have its name alone, got another process with the name 'w1'. Give each its own name.",
};

describe('a second worker with the same name', () => {
  let cluster: ToyCluster;
  beforeEach(() => void (cluster = new ToyCluster()));
  afterEach(() => cluster.stop());

  it.each(['w1', 'Zoë’s laptop, 2nd'])('ends the first one, and goes on (%s)', async worker => {
    let error: unknown;
    cluster.keep(
      shard(1)
        .pipe(cluster.worker({ worker }).learn)
        .subscribe({ error: (one: unknown) => (error = one) }),
    );
    await expect.poll(() => versionOf(cluster.log, workerKey('toy', worker))).toBe(1);
    const second = stepsOf(shard(1), cluster.worker({ worker }).learn);
    await expect.poll(() => error).toMatchObject({ reason: 'deposed' });
    cluster.lead(sgd(), { rounds: 2 });
    expect((await second).length).toBe(10);
    if (worker === 'w1') expect(error).toMatchObject(alone);
  });

  it('after the first has ended, is no error', async () => {
    cluster.lead(sgd(), { rounds: 4 });
    expect((await stepsOf(shard(1), cluster.worker().learn)).length).toBe(20);
    expect((await stepsOf(shard(1), cluster.worker().learn)).length).toBe(0);
  });
});

describe('holdName', () => {
  it('of some that start at once leaves one, whatever the log does', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const failed = await inVirtualTime(async until => {
        const log = memoryLog();
        const random = randomNumbers(seed);
        const open: Subscription[] = [];
        const errors: unknown[] = [];
        for (let i = 0; i < 4; i++) {
          const faulty = new FaultyLog(log, { random, delay: 30, unavailable: 0.3 });
          open.push(
            holdName(faulty, { key: 'toy.worker.w1', worker: 'w1' }).subscribe({
              error: (one: unknown) => errors.push(one),
            }),
          );
        }
        await until(() => errors.length > 3, 60_000);
        for (const one of open) one.unsubscribe();
        return errors;
      });
      expect(failed.length).toBe(3);
      for (const error of failed) expect(error).toMatchObject(alone);
    }
  });
});

function versionOf(log: Log, key: string): number {
  let newest = 0;
  log
    .watch(key)
    .subscribe(({ version }) => (newest = version))
    .unsubscribe();
  return newest;
}
