import { topicWriter, type Log, type SealOptions } from '@thalweg/log';
import { nesterov } from '@thalweg/optim';
import { describe, expect, it } from 'vitest';
import { replayRounds } from '../index.ts';
import { bytesOf, classifier } from '../testing/toy.ts';
import { shard, stepsOf, ToyCluster } from '../testing/toy-cluster.ts';
import { filled } from '../testing/written-run.ts';
import { roundTopics } from './round-topics.ts';

const outer = () => nesterov({ learningRate: 0.7, decay: 0.6 });
const seal: SealOptions = { key: new Uint8Array(32).fill(7) };

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
