import type { Node } from '@thalweg/graph';
import { readTopic, type Log, type SealOptions } from '@thalweg/log';
import type { Transform } from '@thalweg/optim';
import { optionsOf } from '@thalweg/tensor/engine';
import { lastValueFrom, map, takeWhile } from 'rxjs';
import { OuterStep } from './outer-step.ts';
import type { RoundCounts } from './round-counts.ts';
import { RoundFold } from './round-fold.ts';
import { type RoundMessage, roundTopics } from './round-topics.ts';

/** Options of {@link replayRounds}. */
export interface ReplayRoundsOptions {
  readonly log: Log;
  /** The name of the run. */
  readonly name: string;
  /** The number of rounds after which the replay ends; all by default. */
  readonly rounds?: number;
  /** The seal of the run, if it has one. */
  readonly seal?: SealOptions | undefined;
}

/** The result of {@link replayRounds}. */
export interface RoundReplay {
  /** The number of rounds that have closed. */
  readonly round: number;
  readonly counts: RoundCounts;
}

/**
 * Folds the deltas of a run again, from the start of the log, and leaves the model with the resulting weights: the same
 * bits as the leaders of the run had and published. Give the model and the outer optimizer of the run.
 *
 * - **Rejects** with `LogError` if the log lacks what a decision names; `StateError` for another model
 *
 * @example
 * const { round } = await replayRounds(loss, outer, { log, name: 'digits' });
 */
export function replayRounds(
  loss: Node<readonly []>,
  optimizer: Transform,
  options: ReplayRoundsOptions,
): Promise<RoundReplay> {
  const chosen = optionsOf('replayRounds', options, {
    log: undefined,
    name: undefined,
    rounds: Infinity,
    seal: undefined,
  });
  return replayed(loss, optimizer, chosen);
}

async function replayed(
  loss: Node<readonly []>,
  optimizer: Transform,
  { log, name, rounds, seal }: Required<ReplayRoundsOptions>,
): Promise<RoundReplay> {
  const fold = new RoundFold(new OuterStep('replayRounds', loss as Node, optimizer));
  const topics = roundTopics(name, seal);
  const messages = readTopic(
    log,
    { deltas: topics.deltas, rounds: topics.rounds },
    { until: 'end', onDamaged: 'skip', onDropped: counts => fold.noteDropped(counts) },
  );
  const folding = messages.pipe(
    map(message => fold.take(message as RoundMessage)),
    takeWhile(() => fold.round < rounds),
  );
  await lastValueFrom(folding, { defaultValue: undefined });
  return { round: fold.round, counts: fold.counts };
}
