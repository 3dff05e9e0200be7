import { DataError } from '@thalweg/data';
import { LogError, type Codec } from '@thalweg/log';
import { ContractError, encodeSafetensors, tensor } from '@thalweg/tensor';
import { Subscription } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { decodeModelEntry, encodeModelEntry } from '../models/model-entry.ts';
import { decodeModelKey, encodeModelKey } from '../models/model-key.ts';
import { modelNames } from '../models/model-names.ts';
import { edgeCodec } from '../split/edge-codec.ts';
import { decisionCodec } from './round-topics.ts';
import { deltaCodec } from './delta.ts';
import { whileUnavailable } from './waiting.ts';

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
