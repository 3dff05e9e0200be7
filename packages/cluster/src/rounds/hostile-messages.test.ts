import { DataError } from '@thalweg/data';
import type { Node } from '@thalweg/graph';
import { type Codec, LogError } from '@thalweg/log';
import { sgd } from '@thalweg/optim';
import { ContractError, encodeSafetensors, tensor } from '@thalweg/tensor';
import { type Json, restore, type Savable, snapshot, type Snapshot, StateError } from '@thalweg/train';
import { Subscription } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { decodeModelEntry, decodeModelKey, encodeModelEntry, encodeModelKey } from '../models/model-key.ts';
import { modelNames } from '../models/model-names.ts';
import { edgeCodec } from '../split/edge-codec.ts';
import { classifier } from '../testing/toy.ts';
import { deltaCodec } from './delta.ts';
import { OuterStep, sharedModel } from './outer-step.ts';
import { RoundFold } from './round-fold.ts';
import { decisionCodec, type RoundMessage } from './round-topics.ts';
import { whileUnavailable } from './waiting.ts';
import { publishedRound } from './worker-round.ts';

const bytes = Uint8Array.of(1, 2, 3, 4);

const deep = '['.repeat(100_000);

const file = (metadata: Readonly<Record<string, string>>): Uint8Array =>
  encodeSafetensors({ w: bytes, v: tensor([1, 2]) }, metadata);

const decisions = [
  '',
  '{{{',
  'null',
  '[]',
  '7',
  deep,
  '{"kind":"stop"}',
  '{"kind":"__proto__"}',
  '{"kind":"begin"}',
  `{"kind":"begin","leader":"${'x'.repeat(2000)}"}`,
  '{"kind":"start","run":7}',
  '{"kind":"close","round":1,"deltas":null,"missing":0}',
  '{"kind":"close","round":1,"deltas":{"length":1e9},"missing":0}',
  '{"kind":"close","round":1e300,"deltas":[],"missing":0}',
  '{"kind":"close","round":0.5,"deltas":[],"missing":0}',
  '{"kind":"close","round":1,"deltas":["x",-1],"missing":0}',
  '{"kind":"close","round":1,"deltas":[],"missing":-1}',
  `{"kind":"close","round":1,"deltas":[${'1,'.repeat(70_000)}1],"missing":0}`,
  '{"kind":"state","sequence":"1"}',
  '{"kind":"state","sequence":-1}',
];

const part = (text: string): string => `{"examples":1,"last":false,"eightBit":{"w":${text}}}`;

const deltas = [
  '',
  '{{{',
  'null',
  '[]',
  deep,
  '{"examples":"1","last":false,"eightBit":{}}',
  '{"examples":1,"last":0,"eightBit":{}}',
  '{"examples":1,"last":false,"eightBit":null}',
  part('null'),
  part('{}'),
  part('{"shape":[-2,-2],"dtype":"float32","scale":"1"}'),
  part('{"shape":[1e300],"dtype":"float32","scale":"1"}'),
  part('{"shape":"4","dtype":"float32","scale":"1"}'),
  part('{"shape":{"length":4},"dtype":"float32","scale":"1"}'),
  part('{"shape":[4],"dtype":"float16","scale":"1"}'),
  part('{"shape":[4],"dtype":"constructor","scale":"1"}'),
  part('{"shape":[4],"dtype":"float32","scale":1}'),
  part(`{"shape":[${'1,'.repeat(99)}4],"dtype":"float32","scale":"1"}`),
  part('{"shape":[5],"dtype":"float32","scale":"1"}'),
];

const edges: Readonly<Record<string, string>>[] = [
  {},
  { step: '0' },
  { step: 'x' },
  { step: '1e300' },
  { step: '1', key: '{{{' },
  { step: '1', key: 'null' },
  { step: '1', key: '{"length":1}' },
  { step: '1', key: '[null]' },
  { step: '1', key: '[[1]]' },
  { step: '1', key: deep },
  { step: '1', loss: 'x'.repeat(1000) },
];

function refusal(codec: Codec<never>, payload: Uint8Array): Error {
  try {
    codec.decode(payload);
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was taken');
}

describe('a message of a run that no leader or worker wrote is refused in our words', () => {
  it.each(decisions)('a decision: %.60s', decision => {
    const error = refusal(decisionCodec as Codec<never>, file({ decision }));
    expect(error).toBeInstanceOf(DataError);
    expect(error.message.length).toBeLessThan(400);
  });

  it.each(deltas)('a delta: %.60s', delta => {
    const error = refusal(deltaCodec as Codec<never>, file({ delta }));
    expect(error).toBeInstanceOf(DataError);
    expect(error.message.length).toBeLessThan(400);
  });

  it.each(edges)('a message of an edge: %o', metadata => {
    const error = refusal(edgeCodec as Codec<never>, file(metadata));
    expect(error).toBeInstanceOf(DataError);
    expect(error.message.length).toBeLessThan(400);
  });

  it.each([decisionCodec, deltaCodec, edgeCodec])('one that is no file', codec => {
    for (const length of [0, 7, 8, 100])
      expect(refusal(codec as Codec<never>, new Uint8Array(length).fill(0x7b))).toBeInstanceOf(ContractError);
  });
});

describe('the entry and the key of a model', () => {
  const names = modelNames('test', 'spam');
  const entry = { version: 3, previous: 7, whole: { sequence: 2, version: 1 }, epoch: 4, body: bytes };
  const key = { version: 3, sequence: 9, whole: 2, epoch: 4, checksum: 'ab' };

  it.each([NaN, -1, 0.5, 1e300, Infinity])('with %s as one of its numbers is none', number => {
    for (let i = 1; i <= 5; i++) {
      const stored = encodeModelEntry(entry, names);
      new DataView(stored.buffer).setFloat64(8 * i, number, true);
      expect(decodeModelEntry(stored, names)).toBeUndefined();
    }
  });

  it('that follows from itself or a newer one is none', () => {
    for (const whole of [
      { sequence: 9, version: 3 },
      { sequence: 9, version: 4 },
      { sequence: 9, version: 0 },
    ])
      expect(decodeModelEntry(encodeModelEntry({ ...entry, whole }, names), names)).toBeUndefined();
    expect(decodeModelEntry(encodeModelEntry(entry, names), names)).toEqual(entry);
  });

  it.each([
    { version: -1 },
    { version: '3' },
    { sequence: 1e300 },
    { whole: null },
    { epoch: 2 ** 53 },
    { checksum: 5 },
    { checksum: 'x'.repeat(200) },
  ])('with a digest and %o is damaged', change => {
    const stored = encodeModelKey({ ...key, ...change } as never, names);
    expect(() => decodeModelKey(stored, names)).toThrow(LogError);
  });
});

it('a log that stays unavailable for an hour is an error', async () => {
  vi.useFakeTimers();
  const request = vi.fn(() => Promise.reject(new LogError('unavailable', 'log', 'it must answer', 'silence', 'Wait.')));
  const ended = whileUnavailable(new Subscription(), request).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(3_500_000);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(200_000);
  expect(await ended).toMatchObject({ reason: 'unavailable' });
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

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
