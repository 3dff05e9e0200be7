import { batch, fromColumns, take } from '@thalweg/data';
import { input, read, type Node, type Parameter } from '@thalweg/graph';
import type { Log } from '@thalweg/log';
import { batchNorm, dense, meanSquaredError } from '@thalweg/nn';
import { adam, nesterov, sgd } from '@thalweg/optim';
import { tensor, type Nested, type Tensor } from '@thalweg/tensor';
import { modelState, StateError, train } from '@thalweg/train';
import { filter, firstValueFrom, from, lastValueFrom, map, of, take as takeItems, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leadRounds, localSgd, modelPublisher, replayRounds } from '../index.ts';
import { bytesOf, classifier, points, shard, stepsOf, ToyCluster } from '../testing/toy.ts';
import { watchedLog } from '../testing/faulty-log.ts';

/** A batch of points. */
interface PointBatch {
  readonly x: Tensor;
  readonly label: Tensor;
}

let cluster: ToyCluster;
beforeEach(() => void (cluster = new ToyCluster()));
afterEach(() => cluster.stop());

describe('localSgd', () => {
  it('learns with a leader, and a replay has the same bits', async () => {
    const outer = () => nesterov({ learningRate: 0.7, decay: 0.6 });
    const led = cluster.lead(outer(), { workers: 2, rounds: 10 });
    const [a, b] = await Promise.all(
      ['a', 'b'].map((worker, i) => stepsOf(shard(i + 1), cluster.worker({ worker }).learn)),
    );
    expect([a!.length, b!.length]).toEqual([50, 50]);
    expect(a!.map(({ round }) => round)).toEqual(Array.from({ length: 50 }, (_, i) => 1 + Math.floor(i / 5)));
    expect(a!.at(-1)!.loss).toBeLessThan(a![0]!.loss / 2);
    const again = classifier();
    expect(await replayRounds(again.loss, outer(), cluster.run)).toMatchObject({ round: 10, counts: { folded: 20 } });
    expect(bytesOf(again.parameters)).toEqual(bytesOf(led.parameters));
    expect(bytesOf(again.parameters)).not.toEqual(bytesOf(classifier().parameters));
  });

  it('with one worker and plain averages is training, up to rounding', async () => {
    cluster.lead(sgd({ learningRate: 1 }), { rounds: 4 });
    const { toy, learn } = cluster.worker();
    const steps = await stepsOf(shard(1), learn);
    const alone = classifier();
    const direct = await lastValueFrom(
      shard(1).pipe(take(20), train(alone.loss, adam({ learningRate: 0.05 })), toArray()),
    );
    steps.forEach(({ loss }, i) => expect(loss).toBeCloseTo(direct[i]!.loss, 5));
    expectClose(toy.parameters, alone.parameters);
  });

  it('with a step a round is a step on the batches of all workers', async () => {
    cluster.lead(sgd({ learningRate: 1 }), { workers: 2, rounds: 8 });
    const inner = () => sgd({ learningRate: 0.5 });
    const [one] = await Promise.all(
      ['a', 'b'].map(async (worker, i) => {
        const { toy, learn } = cluster.worker({ worker, every: 1 }, inner());
        await stepsOf(points(64, i + 1).pipe(batch(8)), learn);
        return toy;
      }),
    );
    const alone = classifier();
    const both = [1, 2].map(seed => lastValueFrom(points(64, seed).pipe(batch(8), toArray())) as Promise<PointBatch[]>);
    const [left, right] = await Promise.all(both);
    const whole = left!.map((batch, i) => joined(batch, right![i]!));
    await lastValueFrom(from(whole).pipe(train(alone.loss, inner())));
    expectClose(one!.parameters, alone.parameters);
  });

  it('weighs a worker by its examples', async () => {
    cluster.lead(sgd({ learningRate: 1 }), { workers: 2, rounds: 1 });
    const [a, b] = [1, 2].map(seed => cluster.worker({ worker: `w${seed}`, every: 1 }, sgd({ learningRate: 0.5 })));
    const small = stepsOf(points(8, 1).pipe(batch(2)), a!.learn);
    await Promise.all([small, stepsOf(points(8, 2).pipe(batch(6)), b!.learn)]);
    const alone = classifier();
    const [left, right] = await Promise.all([
      firstValueFrom(points(8, 1).pipe(batch(2))),
      firstValueFrom(points(8, 2).pipe(batch(6))),
    ]);
    await lastValueFrom(
      of(joined(left as PointBatch, right as PointBatch)).pipe(train(alone.loss, sgd({ learningRate: 0.5 }))),
    );
    expectClose(a!.toy.parameters, alone.parameters);
  });

  it('averages states that prediction reads', async () => {
    const model = () => {
      const x = input('x', ['batch', 3]);
      const hidden = x.pipe(dense(4), batchNorm());
      return { toy: { loss: hidden.pipe(dense(1), meanSquaredError(input('y', ['batch', 1]))) as Node<readonly []> } };
    };
    const data = (value: number) =>
      fromColumns({
        x: { data: new Float32Array(24).fill(value), shape: [3] },
        y: { data: new Float32Array(8), shape: [1] },
      });
    const led = model().toy;
    cluster.keep(leadRounds(led.loss, sgd({ learningRate: 1 }), { ...cluster.run, workers: 2, rounds: 1 }).subscribe());
    const local = async (worker: string, value: number) => {
      const { loss } = model().toy;
      const means: number[] = [];
      const learn = localSgd(loss, sgd(), { ...cluster.run, worker, every: 2 });
      const state = modelState(loss as Node);
      const mean = [...state.registers.keys()].find(name => name.endsWith('/mean'))!;
      await lastValueFrom(
        data(value)
          .pipe(batch(4), learn)
          .pipe(map(() => means.push(Number(read(state.registers.get(mean)!).data[0])))),
      );
      return { mean, last: means[1]! };
    };
    const [a, b] = await Promise.all([local('a', 1), local('b', 5)]);
    const mean = Number(read(modelState(led.loss as Node).registers.get(a.mean)!).data[0]);
    expect(a.last).not.toBe(b.last);
    expect(mean).toBeCloseTo((a.last + b.last) / 2, 6);
  });

  it('sends what it has when its data ends, and does not hold the others up', async () => {
    cluster.lead(sgd({ learningRate: 1 }), { workers: 2, patience: Infinity, rounds: 4 });
    const short = cluster.worker({ worker: 'short' });
    const [a, b] = await Promise.all([
      stepsOf(shard(1).pipe(take(7)), short.learn),
      stepsOf(shard(2), cluster.worker({ worker: 'long' }).learn),
    ]);
    expect([a.length, b.length]).toEqual([7, 20]);
    expect(short.learn.counts).toEqual({ sent: 2, resent: 0, late: 0 });
    const { counts } = await replayRounds(classifier().loss, sgd({ learningRate: 1 }), cluster.run);
    expect(counts).toMatchObject({ folded: 6, left: 1, missing: 0 });
  });

  it('says that it leaves, if its data ends with a round', async () => {
    cluster.lead(sgd({ learningRate: 1 }), { workers: 2, patience: Infinity, rounds: 3 });
    const [a, b] = await Promise.all([
      stepsOf(shard(1).pipe(take(5)), cluster.worker({ worker: 'a' }).learn),
      stepsOf(shard(2), cluster.worker({ worker: 'b' }).learn),
    ]);
    expect([a.length, b.length]).toEqual([5, 15]);
    const { counts } = await replayRounds(classifier().loss, sgd({ learningRate: 1 }), cluster.run);
    expect(counts).toMatchObject({ folded: 4, left: 1, misfit: 0 });
  });

  it('begins late with the newest weights', async () => {
    cluster.lead(sgd({ learningRate: 1 }), { workers: 1, rounds: 6 });
    const first = stepsOf(shard(1).pipe(take(10)), cluster.worker({ worker: 'a' }).learn);
    await first;
    const steps = await stepsOf(shard(2), cluster.worker({ worker: 'b' }).learn);
    expect(steps[0]!.round).toBeGreaterThan(2);
    const { counts } = await replayRounds(classifier().loss, sgd({ learningRate: 1 }), cluster.run);
    expect(counts.joined).toBe(1);
  });

  it('goes on from newer weights, if its round closes without it', async () => {
    cluster.lead(sgd({ learningRate: 1 }), { workers: 2, patience: 1 });
    const slow = cluster.worker({ worker: 'slow', every: 1e6 });
    const rounds: number[] = [];
    cluster.keep(
      shard(1, 1e6)
        .pipe(slow.learn)
        .subscribe(({ round }) => rounds.push(round)),
    );
    await expect.poll(() => rounds.length).toBeGreaterThan(0);
    await stepsOf(shard(2, 1), cluster.worker({ worker: 'fast' }).learn);
    await expect.poll(() => rounds.at(-1)).toBeGreaterThan(1);
    expect(slow.learn.counts.late).toBeGreaterThan(0);
  });

  it('completes at once, if the run has ended', async () => {
    const led = cluster.lead(sgd({ learningRate: 1 }), { rounds: 2 });
    const { learn } = cluster.worker();
    expect((await stepsOf(shard(1), learn)).length).toBe(10);
    expect(await stepsOf(shard(1), learn)).toEqual([]);
    const late = cluster.worker({ worker: 'late' });
    expect(await stepsOf(shard(1), late.learn)).toEqual([]);
    expect(bytesOf(late.toy.parameters)).toEqual(bytesOf(led.parameters));
    expect(late.learn.counts).toEqual({ sent: 0, resent: 0, late: 0 });
  });

  it('sends its delta again, if the log has lost it', async () => {
    const lost = new Set<number>();
    // It remembers no ids, and what it has lost nobody reads.
    const log: Log = {
      append: (topic, bytes) => cluster.log.append(topic, bytes),
      swap: (key, expected, bytes) => cluster.log.swap(key, expected, bytes),
      watch: key => cluster.log.watch(key),
      read: (topics, from, options) =>
        cluster.log.read(topics, from, options).pipe(filter(({ sequence }) => !lost.has(sequence))),
    };
    const leader = leadRounds(classifier().loss, sgd({ learningRate: 1 }), { log, name: 'toy' });
    const first = leader.subscribe();
    const { learn } = cluster.worker({ log, patience: 50 });
    const steps: number[] = [];
    cluster.keep(
      shard(1)
        .pipe(learn)
        .subscribe(({ step }) => {
          // The leader ends before the delta is there.
          first.unsubscribe();
          steps.push(step);
        }),
    );
    lost.add((await firstValueFrom(cluster.log.read('toy.deltas', 0))).sequence);
    const led = classifier();
    cluster.keep(leadRounds(led.loss, sgd({ learningRate: 1 }), { log, name: 'toy' }).subscribe());
    await expect.poll(() => steps.length).toBeGreaterThan(5);
    expect(learn.counts.resent).toBeGreaterThan(0);
    const replay = await replayRounds(classifier().loss, sgd({ learningRate: 1 }), { log, name: 'toy' });
    expect(replay.counts.folded).toBeGreaterThan(0);
  });

  it('reports metrics of the caller, and no others', async () => {
    const { toy } = cluster.worker();
    const learn = localSgd(toy.loss, sgd(), { ...cluster.run, worker: 'w', every: 2, metrics: { twice: toy.loss } });
    cluster.lead(sgd(), { rounds: 1 });
    const [first] = await lastValueFrom(shard(1).pipe(learn, toArray()));
    expect(first!.metrics).toEqual({ twice: first!.loss });
    expect(Object.keys(first!)).toEqual(['step', 'epoch', 'loss', 'metrics', 'round', 'version']);
  });
});

describe('8 bits', () => {
  it('send about a quarter of the bytes, and learn as well', async () => {
    const sizes: number[] = [];
    const losses: number[] = [];
    for (const compress of ['none', '8bit'] as const) {
      cluster = new ToyCluster();
      cluster.lead(sgd({ learningRate: 1 }), { rounds: 10 }, classifier(200));
      const { learn } = cluster.worker({ compress }, adam({ learningRate: 0.05 }), classifier(200));
      losses.push((await stepsOf(shard(1), learn)).at(-1)!.loss);
      sizes.push((await cluster.entries('toy.deltas'))[0]!.bytes.length);
    }
    expect(sizes[1]! / sizes[0]!).toBeLessThan(0.4);
    expect(Math.abs(losses[1]! - losses[0]!)).toBeLessThan(0.05);
  });
});

describe('a worker ends', () => {
  it('and releases everything when it is unsubscribed', async () => {
    const watched = watchedLog(cluster.log);
    cluster.lead(sgd(), { workers: 2, patience: Infinity });
    const { learn } = cluster.worker({ log: watched.log });
    const working = shard(1).pipe(learn).subscribe();
    cluster.keep(working);
    await firstValueFrom(cluster.log.read('toy.deltas', 0));
    expect(watched.open()).toBeGreaterThan(0);
    working.unsubscribe();
    await expect.poll(() => watched.open()).toBe(0);
  });

  it('and sends nothing more when its subscriber leaves at the last step of a round', async () => {
    cluster.lead(sgd(), { rounds: 2 });
    const { learn } = cluster.worker();
    await lastValueFrom(shard(1).pipe(learn, takeItems(5)));
    expect(learn.counts.sent).toBe(0);
    await lastValueFrom(shard(1).pipe(learn, takeItems(1)));
    expect(learn.counts.sent).toBe(1);
  });

  it('with an error for a published model of another kind, or of another shape', async () => {
    await modelPublisher(cluster.log, 'toy').publish({ model: modelState(classifier().loss as Node) });
    await expect(stepsOf(shard(1), cluster.worker().learn)).rejects.toThrow('that of a run of rounds');
    cluster = new ToyCluster();
    cluster.lead(sgd(), {}, classifier(7));
    await expect(stepsOf(shard(1), cluster.worker().learn)).rejects.toThrow(StateError);
  });

  it('with an error for records that are pushed, and for a second subscription, which leaves the first alone', async () => {
    cluster.lead(sgd(), { rounds: 2 });
    await expect(lastValueFrom(of({}).pipe(cluster.worker().learn))).rejects.toThrow('needs a source that is pulled');
    const { learn } = cluster.worker({ every: 10 });
    const first = stepsOf(shard(1), learn);
    await expect(stepsOf(shard(1), learn)).rejects.toThrow('one subscription at a time');
    expect((await first).length).toBe(20);
  });

  it('with an error for options that cannot be', () => {
    expect(() => cluster.worker({ every: 0 })).toThrow('every must be a whole number of steps');
    expect(() => cluster.worker({ compress: '4bit' as never })).toThrow('compress must be a known name');
    expect(() => cluster.worker({ patience: -1 })).toThrow('patience must be milliseconds');
    expect(() => cluster.worker({ evry: 3 } as never)).toThrow('every');
    expect(() => cluster.worker({ worker: '' })).toThrow('name');
  });
});

function expectClose(some: readonly Parameter[], others: readonly Parameter[]): void {
  some.forEach((one, i) => {
    const [a, b] = [read(one).data, read(others[i]!).data];
    for (let k = 0; k < a.length; k++) expect(a[k]).toBeCloseTo(b[k]!, 4);
  });
}

/** Two batches as one. */
function joined(one: PointBatch, other: PointBatch): PointBatch {
  return { x: concatenated(one.x, other.x), label: concatenated(one.label, other.label) };
}

function concatenated(a: Tensor, b: Tensor): Tensor {
  return tensor([...(a.toArray() as Nested[]), ...(b.toArray() as Nested[])], { dtype: a.dtype });
}
