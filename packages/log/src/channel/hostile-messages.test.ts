import { misfitsOf } from '@thalweg/drawn';
import { describe, expect, it, onTestFinished } from 'vitest';
import { memoryLog } from '../memory/memory-log.ts';
import type { Log } from '../port/log.ts';
import { type AnyMessage, type TestPort, testChannel } from '../testing/test-channel.ts';
import { watchedLog } from '../testing/watched-log.ts';
import { bytesOf, filled, noted, until } from '../testing/noted.ts';
import { checkedClientMessage, clientSchemas, checkedServerMessage, serverSchemas } from './checked-messages.ts';
import type { ClientMessage, ServerMessage } from './protocol.ts';
import { remoteLog } from './remote-log.ts';
import { serveLog } from './serve-log.ts';

/** The end of a channel to a served log, on which a test sends what it likes. */
class Raw {
  readonly port: TestPort;
  readonly #server: TestPort;

  constructor(port: TestPort, server: TestPort) {
    this.port = port;
    this.#server = server;
  }

  /** Sends messages of a client, and returns what the server sends it until it has answered all. */
  async send(messages: readonly unknown[], from: unknown = 'me', version: unknown = 1): Promise<readonly AnyMessage[]> {
    const letters = messages.map(message => ({ thalweg: 'log', version, from, to: '*', message }));
    return (await this.sendLetters(letters)).filter(({ to }) => to === from).map(({ message }) => message);
  }

  /** Sends letters, and returns what the server sends until it has answered all. */
  async sendLetters(
    letters: readonly unknown[],
  ): Promise<readonly { readonly to: string; readonly message: AnyMessage }[]> {
    const before = this.#server.sent.length;
    for (const letter of letters) this.port.postMessage(letter);
    this.port.postMessage({ thalweg: 'log', version: 1, from: 'last', to: '*', message: { kind: 'hello', sample: 0 } });
    const isLast = ({ to }: { readonly to: string }): boolean => to === 'last';
    await until(() => this.#server.sent.slice(before).some(isLast));
    return this.#server.sent.slice(before);
  }
}

/** Serves a log, with a raw end of the channel and a client that must not notice what that sends. */
async function served(log: Log = memoryLog()) {
  const [server, raw, other] = testChannel(3);
  const serving = serveLog(log, server!);
  const remote = remoteLog(other!);
  const reader = noted(remote.read('b', 0));
  await remote.append('b', bytesOf('0'));
  await reader.reach(1);
  onTestFinished(() => {
    reader.subscription.unsubscribe();
    serving.unsubscribe();
  });
  const undisturbed = async (): Promise<void> => {
    const count = reader.texts.length;
    await remote.append('b', bytesOf('1'));
    await reader.reach(count + 1);
    expect([reader.errors, serving.closed]).toEqual([[], false]);
  };
  return { raw: new Raw(raw!, server!), undisturbed };
}

const read = { kind: 'read', stream: 1, topics: ['a'], from: 0, until: undefined, allowed: Infinity };
const append = { kind: 'append', call: 1, topic: 'a', bytes: bytesOf('x'), id: undefined, epoch: undefined };
const swap = { kind: 'swap', call: 1, key: 'k', expected: 0, bytes: bytesOf('x') };

describe('a served log', () => {
  it.each([
    ['null', null],
    ['a text', 'hello'],
    ['a list', []],
    ['no kind', {}],
    ['a kind that is no text', { kind: { toString: null } }],
    ['an unknown kind', { kind: 'dance' }],
    ['a kind that objects have', { kind: 'constructor' }],
    ['a beat without streams', { kind: 'beat' }],
    ['a beat with a text', { kind: 'beat', streams: 'all' }],
    ['a beat with too many streams', { kind: 'beat', streams: Array.from({ length: 100_000 }, (_, i) => i) }],
    ['an ack without a stream', { kind: 'ack', count: 1 }],
    ['a call without a number', { kind: 'append', topic: 'a', bytes: bytesOf('x') }],
  ])('ignores a message that cannot be answered: %s', async (_, message) => {
    const { raw, undisturbed } = await served();
    expect(await raw.send([message])).toEqual([]);
    await undisturbed();
  });

  it.each([
    ['an unknown kind with a call', { kind: 'dance', call: 1 }],
    ['bytes that are a text', { ...append, bytes: 'x' }],
    ['bytes that others can write', { ...append, bytes: new Uint8Array(new SharedArrayBuffer(4)) }],
    ['doubles instead of bytes', { ...append, bytes: new Float64Array(2) }],
    ['no topic', { ...append, topic: undefined }],
    ['a topic of a million letters', { ...append, topic: 'a'.repeat(1_000_000) }],
    ['an id of a million letters', { ...append, id: 'a'.repeat(1_000_000) }],
    ['an epoch of -1', { ...append, epoch: -1 }],
    ['an epoch of 1e300', { ...append, epoch: 1e300 }],
    ['an expected version that is a text', { ...swap, expected: '0' }],
    ['an expected version of 0.5', { ...swap, expected: 0.5 }],
  ])('refuses a call that does not fit: %s', async (_, message) => {
    const log = memoryLog();
    const { raw, undisturbed } = await served(log);
    expect(await raw.send([message])).toMatchObject([
      { kind: 'refusal', call: 1, error: { name: 'LogError', reason: 'invalid' } },
    ]);
    await undisturbed();
    expect(await log.append('last', bytesOf('x'))).toBe(3);
  });

  it.each([
    ['an unknown kind with a stream', { kind: 'dance', stream: 1 }],
    ['no topics', { ...read, topics: [] }],
    ['topics that are null', { ...read, topics: null }],
    ['too many topics', { ...read, topics: Array.from({ length: 100_000 }, () => 'a') }],
    ['from -1', { ...read, from: -1 }],
    ['from 1e300', { ...read, from: 1e300 }],
    ['another end', { ...read, until: 'never' }],
    ['NaN allowed', { ...read, allowed: NaN }],
    ['a key that is a list', { kind: 'watch', stream: 1, key: ['k'] }],
  ])('answers a stream that does not fit by a failure: %s', async (_, message) => {
    const log = watchedLog();
    const { raw, undisturbed } = await served(log);
    expect(await raw.send([message])).toMatchObject([
      { kind: 'failure', stream: 1, error: { name: 'LogError', reason: 'invalid' } },
    ]);
    await undisturbed();
    expect(log.counts.open).toBe(1);
  });

  it.each([
    ['allow', -1],
    ['allow', 0.5],
    ['allow', 'x'],
    ['ack', 1e300],
    ['ack', undefined],
  ])('ends a stream whose client sends it what does not fit: %s %s', async (kind, count) => {
    const log = watchedLog(await filled(2));
    const { raw, undisturbed } = await served(log);
    await raw.send([read]);
    expect((await raw.send([{ kind, stream: 1, count }])).at(-1)).toMatchObject({ kind: 'failure', stream: 1 });
    expect(log.counts.open).toBe(1);
    await undisturbed();
  });

  it('says what is wrong, and shows no more than the beginning of a long text', async () => {
    const { raw } = await served();
    const [refusal] = await raw.send([{ ...append, topic: 'a'.repeat(1_000_000) }]);
    const parts = (refusal as unknown as { error: { parts: string[] } }).error.parts;
    expect(parts[1]).toMatch(/^topic of a message 'append' must be/);
    expect(parts.join('').length).toBeLessThan(400);
  });

  it.each([
    ['no sender', null],
    ['a sender that is a number', 7],
    ['a sender with a long name', 'x'.repeat(10_000)],
    ['a sender that is all', '*'],
  ])('ignores a letter that has %s', async (_, from) => {
    const log = memoryLog();
    const { raw, undisturbed } = await served(log);
    expect(await raw.send([append, read], from)).toEqual([]);
    await undisturbed();
    expect(await log.append('last', bytesOf('x'))).toBe(3);
  });

  it('tells a client of another version which one it speaks, whatever else that sends', async () => {
    const { raw, undisturbed } = await served();
    const messages = [null, append, { kind: 'hello' }, read];
    expect(await raw.send(messages, 'me', 7)).toMatchObject([{ kind: 'welcome' }]);
    expect(await raw.send(messages, 'you', 'x')).toEqual([]);
    await undisturbed();
  });

  it('ignores what is out of order: words about streams that are not open, before and after', async () => {
    const { raw, undisturbed } = await served(await filled(1));
    const [ack, allow, close] = (['ack', 'allow', 'close'] as const).map(kind => ({ kind, stream: 1, count: 1 }));
    expect(await raw.send([ack, allow, close])).toEqual([]);
    await raw.send([read, close]);
    expect(await raw.send([ack, allow, close, { kind: 'beat', streams: [1] }])).toEqual([
      { kind: 'beat' },
      { kind: 'lost', stream: 1 },
    ]);
    await undisturbed();
  });

  it('keeps few streams open for a client', async () => {
    const log = watchedLog();
    const { raw, undisturbed } = await served(log);
    const answers = await raw.send(Array.from({ length: 1_030 }, (_, i) => ({ ...read, topics: ['c'], stream: i })));
    expect(log.counts.open).toBe(1_025);
    expect(answers).toHaveLength(6);
    expect(answers[0]).toMatchObject({ kind: 'failure', stream: 1_024, error: { reason: 'unavailable' } });
    await undisturbed();
  });

  it('keeps few clients, and answers others that something is wrong', async () => {
    const log = watchedLog();
    const { raw, undisturbed } = await served(log);
    const message = { ...read, topics: ['c'] };
    const letters = Array.from({ length: 1_030 }, (_, n) => ({
      thalweg: 'log',
      version: 1,
      from: `${n}`,
      to: '*',
      message,
    }));
    const answers = await raw.sendLetters(letters);
    expect(log.counts.open).toBe(1_024);
    expect(answers.filter(({ message }) => message.kind === 'failure')).toHaveLength(7);
    // What opens nothing is answered.
    expect(await raw.send([{ kind: 'hello', sample: 0 }])).toMatchObject([{ kind: 'welcome' }]);
    await undisturbed();
  });

  it('has few calls of a client under way', async () => {
    const log: Log = { ...watchedLog(), append: topic => (topic === 'b' ? Promise.resolve(1) : new Promise(() => {})) };
    const [server, raw] = testChannel();
    const serving = serveLog(log, server!);
    const answers = await new Raw(raw!, server!).send(
      Array.from({ length: 1_030 }, (_, i) => ({ ...append, call: i })),
    );
    serving.unsubscribe();
    expect(answers).toHaveLength(6);
    expect(answers[0]).toMatchObject({ kind: 'refusal', call: 1_024, error: { reason: 'unavailable' } });
  });
});

describe('every message of a client', () => {
  const right: Readonly<Record<string, object>> = {
    hello: { kind: 'hello', sample: new Uint8Array() },
    beat: { kind: 'beat', streams: [1] },
    append: { ...append, id: 'w/1', epoch: 3 },
    swap,
    read: { ...read, topics: ['a', 'b'], until: 'end', allowed: 3 },
    watch: { kind: 'watch', stream: 1, key: 'k' },
    allow: { kind: 'allow', stream: 1, count: 1 },
    ack: { kind: 'ack', stream: 1, count: 1 },
    close: { kind: 'close', stream: 1 },
  };

  it('is checked field by field: few values fit another place', () => {
    const fitting = Object.entries(right).flatMap(([kind, message]) => {
      expect(checkedClientMessage(message), kind).toEqual({ message });
      const misfits = misfitsOf(clientSchemas[kind as ClientMessage['kind']], message);
      expect(misfits.length).toBeGreaterThan(20);
      return misfits.filter(({ value }) => 'message' in checkedClientMessage(value)).map(({ name }) => kind + name);
    });
    expect(fitting).toEqual(
      [
        ...['empty text', 'text', 'huge text'].map(what => `hello.sample = a${what.startsWith('e') ? 'n' : ''} ${what}`),
        ...['-1', '0.5', '1e+300', 'NaN', 'Infinity', '-Infinity', '9007199254740992', 'undefined', 'null', 'true'].map(what => `hello.sample = ${what}`),
        ...['an object', 'a list', 'a list of 100,000 numbers', 'bytes', 'doubles', 'a date'].map(what => `hello.sample = ${what}`),
        'beat.streams = a list',
        'append.topic = a text',
        'append.bytes = bytes',
        'append.id = a text',
        'append.id = undefined',
        'append.epoch = undefined',
        'swap.key = a text',
        'swap.bytes = bytes',
        'read.topics.0 = a text',
        'read.until = undefined',
        'read.allowed = Infinity',
        'watch.key = a text',
        'allow.count = Infinity',
      ],
    ); // prettier-ignore
  });

  it('that is wrong in one place disturbs nobody, and leaves nothing open', async () => {
    const log = watchedLog();
    const { raw, undisturbed } = await served(log);
    const misfits = Object.entries(right).flatMap(([kind, message]) =>
      misfitsOf(clientSchemas[kind as ClientMessage['kind']], message),
    );
    const answers = await raw.send(misfits.map(({ value }) => value));
    for (const answer of answers) {
      const { name } = (answer['error'] ?? { name: 'LogError' }) as { readonly name: string };
      expect(name).toBe('LogError');
    }
    await raw.send([{ kind: 'close', stream: 1 }]);
    expect(log.counts.open).toBe(1);
    await undisturbed();
  });
});

describe('a client of a served log', () => {
  const bytes = new Uint8Array(8);
  const head = { topic: 'a', sequence: 1, time: 0, length: 1 };
  const error = { name: 'LogError', reason: 'damaged', parts: ['a', 'b', 'c', 'd'], sequence: 3 };
  const right: Readonly<Record<string, object>> = {
    welcome: { kind: 'welcome', log: 'l', sample: new Uint8Array() },
    beat: { kind: 'beat' },
    bye: { kind: 'bye' },
    answer: { kind: 'answer', call: 1, value: 1 },
    refusal: { kind: 'refusal', call: 1, error },
    lost: { kind: 'lost', stream: 1 },
    entries: { kind: 'entries', stream: 1, heads: [head], bytes },
    value: { kind: 'value', stream: 1, version: 1, bytes },
    end: { kind: 'end', stream: 1 },
    failure: { kind: 'failure', stream: 1, error },
  };

  /** A server whose every word is a test's. */
  function client() {
    const [server, end] = testChannel();
    const say = (message: unknown, from = 'server', version = 1): void =>
      end!.emit('message', { thalweg: 'log', version, from, to: '*', message });
    return { remote: remoteLog(end!, { timeout: 2 ** 30 }), say, end: end!, server: server! };
  }

  it('checks every message field by field: few values fit another place', () => {
    const errors = (kind: string): string[] => [
      ...['an empty text', 'a text', 'a huge text'].map(what => `${kind}.error.name = ${what}`),
      `${kind}.error.reason = undefined`,
      ...['an empty text', 'a text', 'a huge text'].map(what => `${kind}.error.parts.0 = ${what}`),
      ...['is missing', '= undefined'].map(what => `${kind}.error.sequence ${what}`),
    ];
    const fitting = Object.entries(right).flatMap(([kind, message]) => {
      expect(checkedServerMessage(message), kind).toEqual({ message });
      const misfits = misfitsOf(serverSchemas[kind as ServerMessage['kind']], message);
      return misfits.filter(({ value }) => 'message' in checkedServerMessage(value)).map(({ name }) => kind + name);
    });
    expect(fitting.filter(name => !name.startsWith('welcome.sample'))).toEqual([
      'welcome.log = an empty text',
      'welcome.log = a text',
      'answer.value = undefined',
      ...errors('refusal'),
      ...['an empty text', 'a text', 'a huge text'].map(what => `entries.heads.0.topic = ${what}`),
      ...['-1', '0.5', '1e+300', '9007199254740992'].map(what => `entries.heads.0.time = ${what}`),
      'value.bytes = bytes',
      ...errors('failure'),
    ]);
  });

  it.each<[string, object]>([
    ['heads of more bytes than there are', { heads: [{ ...head, length: 9 }], bytes }],
    ['heads of fewer bytes', { heads: [], bytes }],
    ['bytes that are a text', { heads: [head], bytes: 'x' }],
    ['sequences that go back', { heads: [head, head], bytes: new Uint8Array(16) }],
  ])('fails the stream of a message that does not fit, and no other one: %s', async (_, wrong) => {
    const { remote, say } = client();
    const [first, second] = [remote.read('a', 0), remote.read('b', 0)].map(noted);
    say(right['welcome']);
    say({ kind: 'entries', stream: 1, ...wrong });
    expect(first!.errors).toMatchObject([{ name: 'LogError', reason: 'damaged', subject: 'remoteLog' }]);
    expect(second!.errors).toEqual([]);
    say({ ...right['entries'], stream: 2 });
    expect(second!.texts).toEqual(['\0']);
    second!.subscription.unsubscribe();
  });

  it('rejects the call of an answer that does not fit, and goes on with the others', async () => {
    const { remote, say, server, end } = client();
    const calls = [remote.append('a', bytes), remote.append('a', bytes)];
    const settled = Promise.allSettled(calls);
    say(right['welcome']);
    for (const value of [null, { kind: 'answer', call: 1, value: -1 }]) say(value);
    say({ kind: 'answer', call: 2, value: 7 });
    expect(await settled).toMatchObject([
      { status: 'rejected', reason: { name: 'LogError', reason: 'unavailable' } },
      { status: 'fulfilled', value: 7 },
    ]);
    await until(() => server.listeners + end.listeners === 0);
  });

  it('hears no other server while its own answers, and none that sends what no server says', async () => {
    const { remote, say } = client();
    const reader = noted(remote.read('a', 0));
    say(right['welcome']);
    for (const message of Object.values(right)) {
      say(message, 'stranger');
      say(message, 'stranger', 2);
      for (const { value } of misfitsOf({}, message)) say(value, 'stranger');
    }
    for (const message of [null, 7, {}, { kind: 'dance' }, { kind: 'lost' }, { kind: 'welcome' }]) say(message);
    say(right['entries']);
    expect([reader.errors, reader.texts]).toEqual([[], ['\0']]);
    reader.subscription.unsubscribe();
  });
});
