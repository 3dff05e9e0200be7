import type { Node } from '@thalweg/graph';
import { readTopic } from '@thalweg/log';
import type { Tensor } from '@thalweg/tensor';
import fc from 'fast-check';
import { lastValueFrom, tap } from 'rxjs';
import { expect } from 'vitest';
import { modelAt, replayRounds, type RoundCounts, type RoundReplay } from '../index.ts';
import { OuterStep } from '../rounds/outer-step.ts';
import { RoundFold } from '../rounds/round-fold.ts';
import { type RoundMessage, roundTopics } from '../rounds/round-topics.ts';
import { type ClusterRun, type Kill, outer, RUN, runCluster, type Schedule, type Stall } from './simulated-cluster.ts';
import { bytesOf, classifier } from './toy.ts';

/** What happened in all runs together. */
export type Happened = Partial<Record<keyof RoundCounts | 'terms', number>>;

/**
 * Runs random schedules. Expects of each that no process fails, that the run ends, and that all weights that were ever published are those
 * of folding the logged deltas again, to the last bit.
 */
export async function runSchedules(numRuns: number): Promise<Happened> {
  const happened: Record<string, number> = {};
  const add = (name: string, count: number): void => void (happened[name] = (happened[name] ?? 0) + count);
  await fc.assert(
    fc.asyncProperty(schedules, async schedule => {
      const run = await runCluster(schedule);
      const { counts } = await expectReplay(schedule, run);
      for (const [name, count] of Object.entries(counts)) add(name, count);
      add('terms', new Set(run.records.map(({ epoch }) => epoch)).size);
    }),
    { numRuns, seed: 1, endOnFailure: true, verbose: 1 },
  );
  return happened;
}

/** Any moment, each as probable as another one. */
const time = (most: number): fc.Arbitrary<number> => fc.noBias(fc.nat(most));

const kills: fc.Arbitrary<Kill> = fc.record({
  role: fc.constantFrom('worker', 'leader'),
  index: fc.nat(1),
  at: time(800),
  down: time(800),
  fresh: fc.boolean(),
});

const stalls: fc.Arbitrary<Stall> = fc.record({
  role: fc.constantFrom('worker', 'leader'),
  index: fc.nat(1),
  at: time(800),
  lasts: time(1500),
});

/** Clusters of one to three workers and one or two leaders, with faults of all kinds. */
const schedules: fc.Arbitrary<Schedule> = fc.record({
  seed: fc.nat(1e6),
  workers: fc.integer({ min: 1, max: 3 }),
  leaders: fc.integer({ min: 1, max: 2 }),
  rounds: fc.integer({ min: 3, max: 8 }),
  every: fc.integer({ min: 1, max: 4 }),
  compress: fc.constantFrom('none', '8bit'),
  stateEvery: fc.integer({ min: 1, max: 4 }),
  patience: fc.constantFrom(50, 500, 5000),
  faults: fc.record({
    delay: fc.constantFrom(10, 30),
    unavailable: fc.constantFrom(0, 0.02, 0.1),
    duplicate: fc.constantFrom(0, 0.2),
    flipStored: fc.constantFrom(0, 0.05),
    flipRead: fc.constantFrom(0, 0.02),
    unfenced: fc.boolean(),
  }),
  kills: fc.array(kills, { minLength: 1, maxLength: 6 }),
  stalls: fc.array(stalls, { maxLength: 4 }),
});

/**
 * Expects of a cluster that has run that no process failed, that the run ended, and that all weights that were ever published are those of
 * folding the logged deltas again, to the last bit.
 */
export async function expectReplay({ rounds }: Schedule, run: ClusterRun): Promise<RoundReplay> {
  const { log, parameters, errors } = run;
  expect(errors).toEqual([]);
  const again = classifier();
  const replay = await replayRounds(again.loss, outer(), { log, name: RUN });
  expect(replay.round).toBe(rounds);
  expect(parameters).toEqual(bytesOf(again.parameters));
  const byRound = await weightsByRound(run);
  const newest = await lastVersion(run);
  for (let version = 1; version <= newest; version++) {
    const { snapshot } = await modelAt(log, RUN, version);
    const round = snapshot.parts['round']!.values['round'] as number;
    expect(textOf(snapshot.parts['model']!.tensors)).toBe(byRound[round]);
    if (version === newest) expect(round).toBe(rounds);
  }
  return replay;
}

/** The weights after each round, from 0 on. */
async function weightsByRound({ log }: ClusterRun): Promise<string[]> {
  const fold = new RoundFold(new OuterStep('test', classifier().loss as Node, outer()));
  const { deltas, rounds } = roundTopics(RUN);
  const weights: string[] = [];
  await lastValueFrom(
    readTopic(log, { deltas, rounds }, { until: 'end', onDamaged: 'skip' }).pipe(
      tap(message => {
        fold.take(message as RoundMessage);
        weights[fold.round] ??= textOf(fold.outer.model.save().tensors);
      }),
    ),
  );
  return weights;
}

async function lastVersion({ log }: ClusterRun): Promise<number> {
  for (let version = 1; ; version++)
    if ((await modelAt(log, RUN, version).catch(() => undefined)) === undefined) return version - 1;
}

/** The elements of tensors as a text: float32 numbers that differ print differently. */
function textOf(tensors: Readonly<Record<string, Tensor>>): string {
  return JSON.stringify(
    Object.entries(tensors)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { data }]) => [name, ...data]),
  );
}
