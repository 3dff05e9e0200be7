import { type Log, memoryLog } from '@thalweg/log';
import { nesterov, sgd } from '@thalweg/optim';
import { decodeSnapshot, encodeSnapshot, restore, snapshot, StateError } from '@thalweg/train';
import { firstValueFrom, lastValueFrom, map, type Subscription, take } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leadRounds } from '../index.ts';
import { FaultyLog, randomNumbers } from '../testing/faulty-log.ts';
import { bytesOf, classifier, shard, stepsOf, ToyCluster } from '../testing/toy.ts';
import { inVirtualTime } from '../testing/virtual-time.ts';
import { holdName, workerKey } from './worker-run.ts';

let cluster: ToyCluster;

beforeEach(() => void (cluster = new ToyCluster()));

afterEach(() => cluster.stop());

describe('a worker that is started again', () => {
  /** What a worker sends in a run of 3 rounds, if it is killed and restored after a step. */
  async function sent(killAfter: number | undefined, compress: 'none' | '8bit') {
    cluster = new ToyCluster();
    const led = cluster.lead(nesterov({ learningRate: 0.7, decay: 0.6 }), { rounds: 3, leader: 'a' });
    let { learn } = cluster.worker({ compress });
    if (killAfter !== undefined) {
      const kept: Uint8Array[] = [];
      await lastValueFrom(
        shard(1).pipe(
          learn,
          map(() => kept.push(encodeSnapshot(snapshot({ learn })))),
          take(killAfter),
        ),
      );
      ({ learn } = cluster.worker({ compress }));
      restore({ learn }, decodeSnapshot(kept.at(-1)!));
    }
    await stepsOf(shard(1), learn);
    return {
      bytes: bytesOf(led.parameters),
      deltas: (await cluster.entries('toy.deltas')).map(({ bytes }) => [...bytes]),
    };
  }

  it.each(['none', '8bit'] as const)('sends the same bits again, wherever it was killed (%s)', async compress => {
    const whole = await sent(undefined, compress);
    expect(whole.deltas.length).toBe(3);
    for (const step of [1, 3, 5, 6, 10, 14]) expect(await sent(step, compress)).toEqual(whole);
  });

  it('after its delta was stored sends it again, and the log drops it', async () => {
    const stored = await firstDelta();
    cluster.lead(sgd({ learningRate: 1 }), { rounds: 2, leader: 'a' });
    const { learn } = cluster.worker();
    restore({ learn }, decodeSnapshot(stored.kept));
    await stepsOf(shard(1), learn);
    const deltas = await cluster.entries('toy.deltas');
    expect(deltas.length).toBe(2);
    expect(deltas[0]!.bytes).toEqual(stored.bytes);
  });

  /** Runs a worker until its first delta is in the log, while no leader closes the round. Returns its last snapshot. */
  async function firstDelta() {
    const leader = leadRounds(classifier().loss, sgd({ learningRate: 1 }), {
      ...cluster.run,
      workers: 2,
      leader: 'a',
    }).subscribe();
    const { learn } = cluster.worker();
    let kept: Uint8Array = new Uint8Array(0);
    const working = shard(1)
      .pipe(learn)
      .subscribe(() => (kept = encodeSnapshot(snapshot({ learn }))));
    const { bytes } = await firstValueFrom(cluster.log.read('toy.deltas', 0));
    working.unsubscribe();
    leader.unsubscribe();
    return { kept, bytes };
  }

  it('refuses to go on in another run, in which the round of its snapshot has other weights', async () => {
    const { kept } = await firstDelta();
    cluster.stop();
    cluster = new ToyCluster();
    cluster.lead(sgd({ learningRate: 1 }), { rounds: 2, leader: 'a' });
    const { learn } = cluster.worker();
    restore({ learn }, decodeSnapshot(kept));
    const failed = stepsOf(shard(1), learn);
    await expect(failed).rejects.toThrow(StateError);
    await expect(failed).rejects.toThrow('localSgd: the snapshot must be of this run, got one of another.');
  });

  it('refuses the state of another model, and leaves its own', () => {
    const kept = snapshot({ learn: cluster.worker({}, sgd(), classifier(7)).learn });
    const { toy, learn } = cluster.worker({}, sgd());
    const before = bytesOf(toy.parameters);
    expect(() => restore({ learn }, kept)).toThrow(StateError);
    expect(bytesOf(toy.parameters)).toEqual(before);
    expect(() => restore({ learn }, { version: 1, parts: { learn: { tensors: {}, values: {} } } })).toThrow(StateError);
  });
});

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
