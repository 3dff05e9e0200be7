import { publishedModel, replayRounds, type RoundCounts } from '@thalweg/cluster';
import type { Log } from '@thalweg/log';
import { readSnapshot } from '@thalweg/node';
import { encodeSnapshot, modelState, snapshot, type Snapshot } from '@thalweg/train';
import type { Node } from '@thalweg/graph';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import { expect } from 'vitest';
import { outerOptimizer } from '../../roles/lead.ts';
import { labelLearner, LABELS } from './labels.ts';
import { tinySettings, tinyTask } from './tiny-task.ts';

/**
 * Expects the model that a cluster has published to have the bits of a replay of the log, after all rounds. Resolves to what
 * became of its deltas.
 */
export async function expectReplay(log: Log, cluster: string): Promise<RoundCounts> {
  const { loss } = tinyTask();
  const { round, counts } = await replayRounds(loss, outerOptimizer(tinySettings.outer), { log, name: cluster });
  expect(round).toBe(tinySettings.steps / tinySettings.every);
  const { snapshot: published } = await firstValueFrom(publishedModel(log, cluster));
  const replayed = snapshot({ model: modelState(loss as Node) });
  expect(bytesOf({ ...published, parts: { model: published.parts['model']! } })).toEqual(bytesOf(replayed));
  return counts;
}

/**
 * Expects a learner to have learned each acknowledged label once, and to be in the state, to the last bit, of a learner that
 * reads the log now without an interruption.
 */
export async function expectLearnedOnce(
  log: Log,
  cluster: string,
  learned: { readonly file: string; readonly acknowledged: readonly number[] },
): Promise<void> {
  const { acknowledged, file } = learned;
  const uninterrupted = labelLearner(log, cluster, { until: 'end' });
  await lastValueFrom(uninterrupted.learned$);
  expect(acknowledged).toHaveLength(LABELS);
  expect([...uninterrupted.ids()].sort((a, b) => a - b)).toEqual([...acknowledged].sort((a, b) => a - b));
  const state = readSnapshot(file);
  // The interrupted one ended at the last label; what it read is the same up to there.
  for (const part of ['join', 'count', 'learning'] as const)
    expect(bytesOf({ ...state, parts: { part: state.parts[part]! } }), part).toEqual(
      bytesOf(snapshot({ part: uninterrupted.parts[part]! })),
    );
}

function bytesOf(of: Snapshot): Buffer {
  return Buffer.from(encodeSnapshot(of));
}
