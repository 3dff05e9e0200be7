import { input, mul, parameter, read, sum } from '@thalweg/graph';
import { type Log, memoryLog, type SealOptions, topicWriter } from '@thalweg/log';
import { Sealer } from '@thalweg/log/engine';
import { nesterov } from '@thalweg/optim';
import { tensor } from '@thalweg/tensor';
import { modelState } from '@thalweg/train';
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { followModel, logEdge, modelAt, modelPublisher, publishedModel, replayRounds, rollBack } from '../index.ts';
import { bitsOf, features, labels, newBack, newFront, RECORDS } from '../testing/halves.ts';
import { bytesOf, classifier, shard, stepsOf, ToyCluster } from '../testing/toy.ts';
import { filled } from '../testing/written-run.ts';
import { decisionCodec, roundTopics } from './round-topics.ts';

const seal = { key: new Uint8Array(32).fill(7) };

const outer = () => nesterov({ learningRate: 0.7, decay: 0.6 });

/** Writes to all topics and keys of a run as somebody without the key, whose seals are those of a log without one. */
async function disturb(log: Log, name: string, keys: readonly string[]): Promise<void> {
  const close = decisionCodec.encode({ kind: 'close', round: 1, deltas: [], missing: 0 });
  for (const topic of [`${name}.rounds`, `${name}.deltas`, `${name}.states`, `${name}.models`])
    for (const epoch of [1, 2, 2 ** 32]) {
      const forged = new Sealer(topic, `epoch-${epoch}`, epoch).seal(1, close);
      // The log itself refuses some of the epochs.
      await log.append(topic, forged, { epoch }).catch(() => log.append(topic, forged));
    }
  for (const key of keys) {
    const { version } = await firstValueFrom(log.watch(key));
    await log.swap(key, version, new TextEncoder().encode('{"leader":"evil","epoch":9,"process":"x","beat":1}'));
  }
}

describe('a run with a seal', () => {
  it('has the bits of one that nobody disturbs', async () => {
    const bits: number[][] = [];
    for (const disturbed of [false, true]) {
      const cluster = new ToyCluster();
      const led = cluster.lead(outer(), { rounds: 6, seal, lease: 600_000 });
      const { learn } = cluster.worker({ worker: 'a', seal });
      const steps = stepsOf(shard(1), learn);
      if (disturbed)
        for (let i = 0; i < 3; i++) {
          await new Promise(resolve => setTimeout(resolve, 2));
          await disturb(cluster.log, 'toy', i === 0 ? [] : ['toy.leader', 'toy.worker.a']);
        }
      expect(await steps).toHaveLength(30);
      const again = classifier();
      expect(await replayRounds(again.loss, outer(), { ...cluster.run, seal })).toMatchObject({
        round: 6,
        counts: { folded: 6, deposed: 0 },
      });
      expect(bytesOf(again.parameters)).toEqual(bytesOf(led.parameters));
      bits.push(bytesOf(again.parameters));
      cluster.stop();
    }
    expect(bits[1]).toEqual(bits[0]);
  });

  it('is nothing for a replay with another key', async () => {
    const cluster = new ToyCluster();
    cluster.lead(outer(), { rounds: 2, seal });
    await stepsOf(shard(1), cluster.worker({ seal }).learn);
    const other = { key: new Uint8Array(32).fill(8) };
    const again = classifier();
    expect(await replayRounds(again.loss, outer(), { ...cluster.run, seal: other })).toMatchObject({ round: 0 });
    cluster.stop();
  });
});

describe('a published model with a seal', () => {
  const aModel = (value: number) => {
    const w = parameter(new Float32Array(500).fill(value), { name: 'w' });
    return { w, parts: { model: modelState(sum(mul(w, input('x', [])))) } };
  };

  it('comes to those with the key, older versions too, whatever others write', async () => {
    const log = memoryLog();
    const { w, parts } = aModel(1);
    const publisher = modelPublisher(log, 'spam', { seal, wholeEvery: 3 });
    await publisher.publish(parts);
    const served = aModel(0);
    const versions: number[] = [];
    const following = followModel(log, 'spam', served.parts, { seal }).subscribe(({ version, accepted }) => {
      if (accepted) versions.push(version);
    });
    const { bytes: old } = await firstValueFrom(log.watch('spam.model'));
    for (let version = 2; version <= 4; version++) {
      await disturb(log, 'spam', ['spam.model']);
      w.set(tensor(new Float32Array(500).fill(version)));
      // The first attempt may find that somebody else has written the key.
      while ((await publisher.publish(parts)).outcome === 'superseded');
      await expect.poll(() => versions.at(-1)).toBe(version);
      expect(read(served.w).data[0]).toBe(version);
    }
    const present = await firstValueFrom(log.watch('spam.model'));
    await log.swap('spam.model', present.version, old);
    await new Promise(resolve => setTimeout(resolve, 5));
    expect(versions).toEqual([1, 2, 3, 4]);
    w.set(tensor(new Float32Array(500).fill(5)));
    while ((await publisher.publish(parts)).outcome === 'superseded');
    await expect.poll(() => versions.at(-1)).toBe(5);
    expect((await modelAt(log, 'spam', 2, { seal })).snapshot.parts['model']!.tensors['w']!.data[0]).toBe(2);
    expect(await rollBack(log, 'spam', { to: 2, seal })).toMatchObject({ version: 6 });
    expect((await firstValueFrom(publishedModel(log, 'spam', { seal }))).version).toBe(6);
    following.unsubscribe();
  });

  it('is damaged for who has no key', async () => {
    const log = memoryLog();
    await modelPublisher(log, 'spam', { seal }).publish(aModel(1).parts);
    const damaged = { reason: 'damaged' };
    await expect(firstValueFrom(publishedModel(log, 'spam'))).rejects.toMatchObject(damaged);
    await expect(modelPublisher(log, 'spam').publish(aModel(2).parts)).rejects.toMatchObject(damaged);
    await expect(
      modelPublisher(log, 'spam', { seal: { key: new Uint8Array(16) } }).publish(aModel(2).parts),
    ).rejects.toMatchObject(damaged);
  });
});

it('two halves over an edge with a seal are as those that nobody disturbs', async () => {
  const bits: unknown[] = [];
  for (const disturbed of [false, true]) {
    const log = memoryLog();
    const edge = logEdge(log, 'cut', { seal });
    const [front, back] = [newFront({ edge }), newBack({ edge })];
    const stranger = logEdge(log, 'cut').open('front');
    if (disturbed) for (let step = 1; step <= 3; step++) await stranger.send({ step, tensors: { cut: tensor([1]) } });
    const [steps] = await Promise.all([
      lastValueFrom(features().pipe(front, toArray())),
      lastValueFrom(labels().pipe(back, toArray())),
    ]);
    expect(steps).toHaveLength(RECORDS);
    bits.push([bitsOf(front), bitsOf(back)]);
  }
  expect(bits[1]).toEqual(bits[0]);
});

/** Rounds of the future and of the past. */
const ROUNDS = [1, 2, 3, 1000, 2 ** 40, 2 ** 52, Number.MAX_SAFE_INTEGER];

/** Appends deltas under the name of a worker, as somebody without its key, or with it. */
async function forge(log: Log, worker: string, rounds: readonly number[], own?: SealOptions): Promise<void> {
  const writer = topicWriter(log, roundTopics('toy', own).deltas, { producer: worker });
  for (const count of rounds) await writer.append({ examples: 1e6, last: false, tensors: filled(100) }, { count });
}

/** Runs a worker and a leader for some rounds. Returns the bits of the leader, those of a replay, and the counts. */
async function run(how: { readonly seal?: SealOptions }, disturb: (log: Log) => Promise<void>) {
  const cluster = new ToyCluster();
  await disturb(cluster.log);
  const led = cluster.lead(outer(), { rounds: 6, patience: 50, ...how });
  const steps = await stepsOf(shard(1), cluster.worker({ worker: 'a', ...how }).learn);
  const again = classifier();
  const { round, counts } = await replayRounds(again.loss, outer(), { ...cluster.run, ...how });
  cluster.stop();
  return { round, counts, steps: steps.length, led: bytesOf(led.parameters), replayed: bytesOf(again.parameters) };
}

describe('deltas under the name of another worker', () => {
  it('of whom has no key of the run change no bit', async () => {
    const quiet = await run({ seal }, async () => {});
    const disturbed = await run({ seal }, log => forge(log, 'a', ROUNDS));
    expect(disturbed.replayed).toEqual(quiet.replayed);
    expect(disturbed.led).toEqual(quiet.led);
    expect([disturbed.round, disturbed.steps]).toEqual([6, 30]);
    expect(disturbed.counts).toMatchObject({ folded: 6, misfit: 0, damaged: ROUNDS.length });
  });

  it.each([undefined, seal])(
    'for rounds of the future count as misfits, those of the past as stale, and leaders agree with replays: %o',
    async own => {
      const how = own === undefined ? {} : { seal: own };
      const { round, counts, led, replayed } = await run(how, async log => {
        await forge(log, 'b', [1000, 2 ** 40, 2 ** 52], own);
        await forge(log, 'c', [Number.MAX_SAFE_INTEGER], own);
      });
      expect(round).toBe(6);
      expect(counts).toMatchObject({ folded: 6, misfit: 4, damaged: 0 });
      expect(replayed).toEqual(led);
    },
  );
});
