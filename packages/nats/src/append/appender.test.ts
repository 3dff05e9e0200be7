import { headers, type Msg } from '@nats-io/nats-core';
import { bytesCodec, memoryLog, topic, topicWriter } from '@thalweg/log';
import { firstValueFrom, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Link } from '../link/link.ts';
import { deliveryOf } from '../read/server-consumer.ts';
import { EpochFence, epochSeal, sealedEpochOf } from './appender.ts';
import { acknowledgement, EPOCH, type Message, type Publisher, SEAL } from './publisher.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('an answer of a server', () => {
  const answered = (text: string): unknown => acknowledgement({ data: bytesOf(text) } as Msg);

  it('is read', () => {
    expect(answered('{"stream":"log","seq":7}')).toEqual({ kind: 'stored', sequence: 7, duplicate: false });
    expect(answered('{"seq":7,"duplicate":true}')).toMatchObject({ duplicate: true });
    expect(answered('{"seq":0,"error":{"code":400,"err_code":10071}}')).toEqual({ kind: 'conflict' });
    expect(answered('{"error":{"code":400,"err_code":10071}}')).toEqual({ kind: 'conflict' });
    expect(answered('{"error":{"code":503}}')).toEqual({ kind: 'busy', reason: 'error 503' });
    const refused = { kind: 'refused', reason: 'no', tooLarge: false };
    expect(answered('{"error":{"code":400,"err_code":9,"description":"no"}}')).toEqual(refused);
    expect(answered('{"error":{"code":400,"err_code":10054}}')).toMatchObject({ tooLarge: true });
    expect(answered(`{"error":{"code":400,"description":"${'x'.repeat(500)}"}}`)).toMatchObject({
      reason: 'x'.repeat(80),
    });
    expect(answered('')).toMatchObject({
      kind: 'busy',
      reason: expect.stringContaining('no stream took it') as string,
    });
  });

  it.each([
    '{{{',
    'null',
    '[]',
    '7',
    '{}',
    '{"seq":-1}',
    '{"seq":0}',
    '{"seq":"7"}',
    '{"seq":1e300}',
    '{"seq":0.5}',
    '{"seq":7,"error":5}',
    `{"seq":7,"x":"${'x'.repeat(70_000)}"}`,
    '{"error":{"code":"503"}}',
  ])('that is none counts as no answer: %.20s', text => {
    expect(answered(text)).toMatchObject({ kind: 'busy' });
  });
});

describe('a delivery', () => {
  const delivered = (reply: string): unknown => deliveryOf({ reply, data: bytesOf('x') } as Msg);

  it('is read', () => {
    const expected = { sequence: 12, count: 3, time: 1_700_000_000_000 };
    expect(delivered('$JS.ACK.log.c1.1.12.3.1700000000000000000.0')).toMatchObject(expected);
    expect(delivered('$JS.ACK.domain.account.log.c1.1.12.3.1700000000000000000.0.x')).toMatchObject(expected);
  });

  it.each([
    '',
    'x',
    '.',
    '.'.repeat(9),
    '$JS.ACK.log.c1.1.-12.3.1700000000000000000.0',
    '$JS.ACK.log.c1.1.1e300.3.1.0',
    '$JS.ACK.log.c1.1.12.NaN.1700000000000000000.0',
    '$JS.ACK.log.c1.1.0.1.1700000000000000000.0',
  ])('of somebody else is none: %j', reply => expect(delivered(reply)).toBeUndefined());
});

describe('the epoch of a message', () => {
  const message = (fields: Readonly<Record<string, string>>, data: Uint8Array = bytesOf('x')) => {
    const header = headers();
    for (const [name, value] of Object.entries(fields)) header.append(name, value);
    return { data, header };
  };
  const sealed = (epoch: string, topic = 'a', data?: Uint8Array): Readonly<Record<string, string>> => ({
    [EPOCH]: epoch,
    [SEAL]: epochSeal(topic, Number(epoch), data ?? bytesOf('x')),
  });

  it('counts with a seal that holds', () => {
    expect(sealedEpochOf('a', message(sealed('7')))).toBe(7);
  });

  it('counts in an entry of an older release, by the seal of its value', async () => {
    const log = memoryLog();
    await topicWriter(log, topic('a', bytesCodec), { producer: 'p', epoch: 7 }).append(bytesOf('x'));
    const { bytes } = await firstValueFrom(log.read('a', 0));
    expect(sealedEpochOf('a', message({ [EPOCH]: '7' }, bytes))).toBe(7);
    expect(sealedEpochOf('a', message({ [EPOCH]: '8' }, bytes))).toBe(0);
    expect(sealedEpochOf('b', message({ [EPOCH]: '7' }, bytes))).toBe(0);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['no header', {}],
    ['no seal', { [EPOCH]: '9007199254740991' }],
    ['no seal and a small epoch', { [EPOCH]: '7' }],
    ['a seal of another topic', sealed('7', 'b')],
    ['a seal of other bytes', sealed('7', 'a', bytesOf('y'))],
    ['a seal and an epoch above 2⁴⁸', sealed('9007199254740991')],
    ['a seal and no whole number', sealed('7.5')],
    ['a seal and no number', sealed('Infinity')],
  ])('does not count with %s', (_, fields) => expect(sealedEpochOf('a', message(fields))).toBe(0));

  it('does not count if the headers cannot be parsed', () => {
    const header = { get() { throw new Error('none'); } }; // prettier-ignore
    expect(sealedEpochOf('a', { data: bytesOf('x'), header })).toBe(0);
  });
});

/** A fence over a server whose answers a test gives, and what was published in which order. */
function fenceOf() {
  const answers: (() => void)[] = [];
  const getMessage = (): Promise<null> => new Promise(resolve => answers.push(() => resolve(null)));
  const link = { up: true, closed: false, changed: new Subject(), manager: { streams: { getMessage } } };
  const published: string[] = [];
  const publish = async ({ id }: Message) => ({ sequence: published.push(id), duplicate: false });
  const fence = new EpochFence({ publish } as unknown as Publisher, link as unknown as Link, {
    stream: 'log',
    patience: 1000,
  });
  const write = (id: string): Promise<number> =>
    fence.publishWithoutTerm('a', { id, subject: 'log.a.p', bytes: new Uint8Array(1) }, 'log.a.e');
  return { write, answers, published };
}

it('keeps the order of writes without a term while it asks for the epoch of their topic', async () => {
  const { write, answers, published } = fenceOf();
  const writes = [write('1'), write('2')];
  await new Promise(resolve => setTimeout(resolve, 1));
  answers[0]!();
  // Some come in each turn until the first are done.
  for (let i = 3; i <= 20; i++) {
    writes.push(write(String(i)));
    await Promise.resolve();
  }
  await new Promise(resolve => setTimeout(resolve, 1));
  for (const answer of answers) answer();
  expect(await Promise.all(writes)).toEqual(writes.map((_, i) => i + 1));
  expect(published).toEqual(writes.map((_, i) => String(i + 1)));
  expect(answers).toHaveLength(1);
});
