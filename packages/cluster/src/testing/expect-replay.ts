import type { Node } from '@thalweg/graph';
import { readTopic } from '@thalweg/log';
import type { Tensor } from '@thalweg/tensor';
import { lastValueFrom, tap } from 'rxjs';
import { expect } from 'vitest';
import { modelAt, replayRounds, type RoundReplay } from '../index.ts';
import { OuterStep } from '../rounds/outer-step.ts';
import { RoundFold } from '../rounds/round-fold.ts';
import { type RoundMessage, roundTopics } from '../rounds/round-topics.ts';
import { outer, RUN, type ClusterRun, type Schedule } from './simulated-cluster.ts';
import { bytesOf, classifier } from './toy.ts';

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
