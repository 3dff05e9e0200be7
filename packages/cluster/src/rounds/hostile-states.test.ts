import type { Node } from '@thalweg/graph';
import { LogError } from '@thalweg/log';
import { sgd } from '@thalweg/optim';
import { restore, snapshot, StateError, type Json, type Savable, type Snapshot } from '@thalweg/train';
import { describe, expect, it } from 'vitest';
import { classifier } from '../testing/toy.ts';
import { OuterStep, sharedModel } from './outer-step.ts';
import { publishedRound } from './worker-round.ts';
import { RoundFold } from './round-fold.ts';
import type { RoundMessage } from './round-topics.ts';

const newFold = (): RoundFold =>
  new RoundFold(new OuterStep('replayRounds', classifier().loss as Node, sgd({ learningRate: 1 })));

/** Values that somebody may write in place of a number of rounds. */
const NO_COUNTS: readonly unknown[] = [-1, 0.5, NaN, Infinity, 1e300, 2 ** 53, '1', null, undefined, [], {}, true];

/** Returns a snapshot with some values of a part changed. */
function changed(state: Snapshot, part: string, values: Readonly<Record<string, unknown>>): Snapshot {
  const kept = state.parts[part]!;
  const all = { ...kept.values, ...(values as Readonly<Record<string, Json>>) };
  return { ...state, parts: { ...state.parts, [part]: { ...kept, values: all } } };
}

describe('the state of a run that no leader kept', () => {
  const counts = snapshot(newFold().parts).parts['fold']!.values['counts'] as Readonly<Record<string, Json>>;
  const hostile: readonly Readonly<Record<string, unknown>>[] = [
    ...NO_COUNTS.map(round => ({ round })),
    ...NO_COUNTS.map(folded => ({ counts: { ...counts, folded } })),
    ...[null, [], 7, {}].map(none => ({ counts: none })),
    ...[7, {}, ['x'.repeat(10)]].map(run => ({ run })),
    ...[null, {}, 'x', [null], [['w']], [['w', 'dead']], [[7, 'here']], { length: 1e9 }].map(workers => ({ workers })),
    { workers: new Array(65_537).fill(['w', 'here']) },
    ...[7, 'x', true].map(position => ({ position })),
  ];

  it.each(hostile.map(values => [JSON.stringify(values).slice(0, 80), values] as const))(
    'is refused, and moves nothing: %s',
    (_, values) => {
      const fold = newFold();
      const before = snapshot(fold.parts);
      expect(() => restore(fold.parts, changed(before, 'fold', values))).toThrow(StateError);
      expect(snapshot(fold.parts)).toEqual(before);
    },
  );

  it.each([{}, { sequence: -1, topics: {} }, { sequence: 1, topics: { x: 5 } }, []])(
    'may have a place that no reader takes: %j',
    async position => {
      const fold = newFold();
      restore(fold.parts, changed(snapshot(fold.parts), 'fold', { position }));
      const { readTopic, memoryLog } = await import('@thalweg/log');
      const { roundTopics } = await import('./round-topics.ts');
      const errors: unknown[] = [];
      readTopic(memoryLog(), roundTopics('toy').rounds, { offset: fold.offset }).subscribe({
        error: error => errors.push(error),
      });
      expect(errors).toEqual([expect.any(LogError)]);
    },
  );
});

describe('the published model of no run', () => {
  const published = (values: Readonly<Record<string, unknown>>): Snapshot =>
    changed(newFold().published(false), 'round', values);
  const taken = (state: Snapshot) =>
    publishedRound(sharedModel('localSgd', classifier().loss as Node), { version: 1, snapshot: state });

  it.each([...NO_COUNTS.map(round => ({ round })), ...[0, 'x', null, undefined].map(last => ({ last }))])(
    'is refused: %j',
    values => expect(() => taken(published(values))).toThrow(StateError),
  );

  it('is refused without its parts, or with other weights', () => {
    const { parts, ...rest } = published({});
    const other: Savable = { save: () => ({ tensors: {}, values: {} }), prepare: () => () => {} };
    expect(() => taken({ ...rest, parts: { model: parts['model']! } })).toThrow(StateError);
    expect(() => taken({ ...rest, parts: { round: parts['round']! } })).toThrow(StateError);
    expect(() => taken({ ...rest, parts: { ...parts, model: other.save() } })).toThrow(StateError);
  });
});

it('somebody who makes up names of workers fills no memory, and stops no worker that is known', () => {
  const fold = newFold();
  const answer = (producer: string, sequence: number): void => {
    const value = { examples: 0, last: true, tensors: {} };
    fold.take({ name: 'deltas', value, producer, count: 1, sequence } as unknown as RoundMessage);
  };
  answer('true', 1);
  for (let i = 0; i < 70_000; i++) answer(`made up ${i}`, i + 2);
  answer('true', 80_000);
  const state = snapshot(fold.parts).parts['fold']!.values as {
    workers: Json[];
    counts: { misfit: number; left: number };
  };
  expect(state.workers).toHaveLength(65_536);
  expect(state.counts).toMatchObject({ misfit: 70_001 - 65_536, left: 65_537 });
  const again = newFold();
  restore(again.parts, snapshot(fold.parts));
});
