import { headers, type Msg } from '@nats-io/nats-core';
import { LogError } from '@thalweg/log';
import { describe, expect, it, vi } from 'vitest';
import { CHUNKED } from '../append/publisher.ts';
import type { Link } from '../link/link.ts';
import { Subjects } from '../link/subjects.ts';
import type { Delivery } from './server-consumer.ts';
import { EntryDecoder } from './entry-decoder.ts';

/** A link to a stream with some chunks, that counts what it is asked for. */
function linkOf(chunks: Readonly<Record<number, number>> = {}, first = 1) {
  const getMessage = vi.fn((_: string, { seq }: { seq: number }) =>
    Promise.resolve(seq in chunks ? { seq, data: new Uint8Array(chunks[seq]!).fill(seq) } : null),
  );
  const info = vi.fn(() => Promise.resolve({ state: { first_seq: first } }));
  const link = { up: true, closed: false, changed: { subscribe: () => ({ unsubscribe() {} }) } };
  const manager = { direct: { getMessage }, streams: { getMessage, info } };
  return { link: { ...link, manager } as unknown as Link, getMessage };
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function delivery(subject: string, payload: string | Uint8Array, header?: string): Delivery {
  const all = header === undefined ? undefined : headers();
  all?.append(header!, 'true');
  const message = { subject, headers: all } as Msg;
  const bytes = typeof payload === 'string' ? bytesOf(payload) : payload;
  return { message, bytes, sequence: 100, count: 1, time: 5 };
}

/** Decodes a message, as a promise. */
async function decoded(link: Link, one: Delivery): Promise<unknown> {
  return new EntryDecoder(link, 'log', new Subjects('log')).decode(one, () => true);
}

const rows: readonly (readonly [what: string, subject: string, payload: string | Uint8Array])[] = [
  ['a message with another last word', 'log.a.x', 'hello'],
  ['a message with a long last word', 'log.a.ppppp', 'hello'],
  ['a message with a last word of no letter', 'log.a.', ''],
  ['a list that is no JSON', 'log.a.c', '{{{'],
  ['a list that is null', 'log.a.c', 'null'],
  ['an empty list', 'log.a.c', ''],
  ['a list that is no UTF-8', 'log.a.c', Uint8Array.of(0xff, 0xfe)],
  ['a list in an array', 'log.a.c', '[]'],
  ['a length of 10¹⁵ and no chunk', 'log.a.c', '{"length":1e15,"sequences":[]}'],
  ['a length of 3 GB', 'log.a.c', '{"length":3e9,"sequences":[1]}'],
  ['a length of 1 GiB in one chunk', 'log.a.c', '{"length":1073741824,"sequences":[1]}'],
  ['a length that is no whole number', 'log.a.c', '{"length":5.5,"sequences":[1]}'],
  ['a negative length', 'log.a.c', '{"length":-5,"sequences":[1]}'],
  ['a length that is a text', 'log.a.c', '{"length":"5","sequences":[1]}'],
  ['more chunks than bytes', 'log.a.c', '{"length":5,"sequences":[1,2,3]}'],
  ['a chunk behind its entry', 'log.a.c', '{"length":5,"sequences":[1e9]}'],
  ['the entry as its own chunk', 'log.a.c', '{"length":5,"sequences":[100]}'],
  ['chunks that are no numbers', 'log.a.c', '{"length":5,"sequences":[-1,0.5,"x",null]}'],
  ['a chunk twice', 'log.a.c', '{"length":2000,"sequences":[3,3]}'],
  ['chunks in an object', 'log.a.c', '{"length":5,"sequences":{"0":1,"length":1}}'],
  ['a million chunks and more', 'log.a.c', `{"length":5,"sequences":[${'1,'.repeat(1 << 20)}1]}`],
  ['a list of 20 MB', 'log.a.c', new Uint8Array(20e6).fill(0x20)],
  ['lists inside each other', 'log.a.c', '['.repeat(100_000)],
];

describe('a message that no log wrote', () => {
  it.each(rows)('is damaged: %s', async (_, subject, payload) => {
    const { link, getMessage } = linkOf();
    for (const one of [delivery(subject, payload), delivery('log.a.e', payload, CHUNKED)]) {
      if (one.message.subject === 'log.a.e' && !subject.endsWith('.c')) continue;
      const error = await decoded(link, one).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(LogError);
      expect(error).toMatchObject({ reason: 'damaged', sequence: 100 });
      expect((error as Error).message.length).toBeLessThan(400);
    }
    expect(getMessage).not.toHaveBeenCalled();
  });

  it('is damaged if its headers cannot be parsed', async () => {
    const one = delivery('log.a.e', 'x');
    Object.defineProperty(one.message, 'headers', { get: () => { throw new Error('no headers'); } }); // prettier-ignore
    await expect(decoded(linkOf().link, one)).rejects.toMatchObject({ reason: 'damaged', sequence: 100 });
  });
});

describe('an entry in chunks', () => {
  const list = (length: number, ...sequences: number[]): Delivery =>
    delivery('log.a.c', JSON.stringify({ length, sequences }));

  it('has their bytes in the order of the list, in whichever order they were stored', async () => {
    const { link } = linkOf({ 7: 1024, 5: 1024, 9: 3 });
    const { bytes, topic } = (await decoded(link, list(2051, 7, 5, 9))) as { bytes: Uint8Array; topic: string };
    expect([topic, bytes.length, bytes[0], bytes[1024], bytes[2050]]).toEqual(['a', 2051, 7, 5, 9]);
  });

  it.each([
    ['fewer bytes', list(2050, 5, 7)],
    ['more bytes', list(1030, 5, 7)],
  ])('is damaged if the chunks have %s', async (_, one) => {
    const { link } = linkOf({ 5: 1024, 7: 1024 });
    await expect(decoded(link, one)).rejects.toMatchObject({ reason: 'damaged', sequence: 100 });
  });

  it('is damaged if a chunk is not there, after two questions', async () => {
    const { link, getMessage } = linkOf();
    await expect(decoded(link, list(5, 42))).rejects.toMatchObject({ reason: 'damaged', sequence: 100 });
    expect(getMessage).toHaveBeenCalledTimes(2);
  });

  it('is trimmed, alone, if a chunk is no longer kept', async () => {
    const { link } = linkOf({}, 50);
    await expect(decoded(link, list(5, 42))).rejects.toMatchObject({ reason: 'trimmed', sequence: 100 });
  });

  it('is fetched no further than to the length that it claims', async () => {
    const chunks = Object.fromEntries(Array.from({ length: 90 }, (_, i) => [i + 1, 1e6]));
    const { link, getMessage } = linkOf(chunks);
    await expect(decoded(link, list(92_000, ...Array.from({ length: 90 }, (_, i) => i + 1)))).rejects.toThrow('92000');
    expect(getMessage.mock.calls.length).toBeLessThanOrEqual(8);
  });

  it('is asked for a bounded number of times while the server fails', async () => {
    vi.useFakeTimers();
    const { link } = linkOf();
    const failing = vi.fn(() => Promise.reject(new Error('no answer')));
    Object.assign(link.manager.direct, { getMessage: failing });
    const read = decoded(link, list(5, 42)).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(await read).toMatchObject({ message: 'no answer' });
    expect(failing).toHaveBeenCalledTimes(600);
    vi.useRealTimers();
  });
});
