import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { misfitsOf } from '@thalweg/drawn';
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectTraining, exposeTraining, type ConnectTrainingOptions, type TrainingPort } from './index.ts';
import type { Handshake } from './wire/protocol.ts';
import { line, lineHere, samples } from './testing/line.ts';
import { open, opened, ours, packed, predict, records, start, type Message } from './testing/raw-port.ts';
import { checkedFromWorker, fromWorkerSchemas } from './wire/from-worker.ts';
import { handshakeIn, handshakeSchemas } from './wire/handshake-in.ts';
import { checkedToWorker, toWorkerSchemas } from './wire/to-worker.ts';

describe('every message', () => {
  const snapshot = packed({ version: 1, parts: { learn: { tensors: {}, values: {} } } });
  const error = { name: 'DataError', message: 'm', parts: ['a', 'b', 'c', 'd'], source: 's', row: 1, shapes: [[1, 'batch']], dtypes: ['int32'] }; // prettier-ignore
  const set = { kind: 'change', id: 3, what: 'set', name: 'learningRate', value: 1 };
  const restore = { kind: 'change', id: 3, what: 'restore', snapshot };
  const toWorker: readonly Message[] = [
    { ...open, snapshot },
    start,
    records,
    { kind: 'complete' },
    set,
    restore,
    { kind: 'call', id: 3, what: 'snapshot' },
    predict,
    { kind: 'taken' },
    { kind: 'ping' },
    { kind: 'end' },
  ];
  const fromWorker: readonly Message[] = [
    { kind: 'held', isHeld: true },
    { kind: 'opened', settings: ['a'] },
    { kind: 'demand', from: { epoch: 0, index: 0 } },
    { kind: 'took', count: 1 },
    { kind: 'report', first: 1, steps: packed([]), metrics: packed({}) },
    { kind: 'state', snapshot, resume: { epoch: 0, index: 0 }, emitted: 1, applied: 1 },
    { kind: 'answer', id: 1, value: packed(1) },
    { kind: 'refusal', id: 1, error },
    { kind: 'ended' },
    { kind: 'failed', error },
    { kind: 'pong' },
  ];
  const schemasOf: Readonly<Record<string, object>> = { ...toWorkerSchemas, ...fromWorkerSchemas };
  const wrongOnes = (message: Message) =>
    misfitsOf(schemasOf[message.kind]!, message).filter(({ name }) => !name.includes('.value.'));
  const NUMBERS = ['-1', '0.5', '1e+300', 'NaN', 'Infinity', '-Infinity', '9007199254740992'];
  const TEXTS = ['an empty text', 'a text', 'a huge text'];
  const ANY = [...TEXTS, ...NUMBERS, 'undefined', 'null', 'true', 'an object', 'a list', 'a list of 100,000 numbers', 'bytes', 'doubles', 'a date']; // prettier-ignore
  const LISTS = ['a list', 'a list of 100,000 numbers'];

  const fitting = (messages: readonly Message[], check: (value: unknown) => object | undefined): string[] =>
    messages.flatMap(message => {
      expect(check(message), message.kind).toEqual({ message });
      return wrongOnes(message)
        .filter(({ value }) => 'message' in (check(value) ?? {}))
        .map(({ name }) => message.kind + name);
    });

  it('of the outside is checked field by field: few values fit another place', () => {
    expect(fitting(toWorker, checkedToWorker)).toEqual([
      ...ANY.map(what => `open.initial = ${what}`),
      'open.snapshot = undefined',
      'open.snapshot.tensors = true',
      'open.paused = true',
      'open.reportMs = 0.5',
      'open.reportMs = 1e+300',
      'open.reportMs = 9007199254740992',
      'start.records = true',
      ...LISTS.map(what => `records.records.value = ${what}`),
      'records.records.tensors = true',
      'change.name = an empty text',
      'change.name = a text',
      ...NUMBERS.map(what => `change.value = ${what}`),
      'change.snapshot.tensors = true',
      'call.record.value = an object',
      'call.record.value = a date',
      'call.record.tensors = true',
    ]);
  });

  it('of the worker is checked field by field: few values fit another place', () => {
    const names = fitting(fromWorker, checkedFromWorker);
    // The texts of errors may be any, and so may their places.
    expect(names.filter(name => !name.includes('.error.'))).toEqual([
      'held.isHeld = true',
      'opened.settings = a list',
      ...TEXTS.map(what => `opened.settings.0 = ${what}`),
      ...LISTS.map(what => `report.steps.value = ${what}`),
      'report.steps.tensors = true',
      'report.metrics = undefined',
      'report.metrics.value = an object',
      'report.metrics.value = a date',
      'report.metrics.tensors = true',
      'state.snapshot.tensors = true',
      'answer.value = undefined',
    ]);
    const wrong = names.filter(name => !/= (a|an empty|a huge) text$/.test(name) && name.startsWith('failed'));
    const rows = NUMBERS.filter(name => name !== 'NaN');
    expect(wrong).toEqual([
      ...['is missing', '= undefined'].map(what => `failed.error.parts ${what}`),
      ...['is missing', '= undefined'].map(what => `failed.error.source ${what}`),
      ...['is missing', ...rows.map(row => `= ${row}`), '= undefined'].map(what => `failed.error.row ${what}`),
      ...['is missing', '= undefined', '= a list'].map(what => `failed.error.shapes ${what}`),
      ...LISTS.map(what => `failed.error.shapes.0 = ${what}`),
      ...rows.map(row => `failed.error.shapes.0.0 = ${row}`),
      ...['is missing', '= undefined', '= a list'].map(what => `failed.error.dtypes ${what}`),
    ]);
  });

  it('of a port is checked field by field: few values fit another place', () => {
    const { port1: port } = new MessageChannel();
    const mark = { thalweg: 'training', version: 1 };
    const handshakes = [{ ...mark, kind: 'hello' }, { ...mark, kind: 'ready' }, { ...mark, kind: 'connect', port, lock: 'a' }] as const; // prettier-ignore
    const names = handshakes.flatMap(handshake => {
      expect(handshakeIn(handshake)).toEqual(handshake);
      return misfitsOf(handshakeSchemas[handshake.kind], handshake)
        .filter(({ value }) => handshakeIn(value) !== undefined)
        .map(({ name }) => handshake.kind + name);
    });
    const versions = ['-1', '0.5', '1e+300', 'Infinity', '-Infinity', '9007199254740992'];
    expect(names.filter(name => !versions.some(version => name.endsWith(`.version = ${version}`)))).toEqual([
      'connect.lock is missing',
      'connect.lock = an empty text',
      'connect.lock = a text',
      'connect.lock = undefined',
    ]);
    port.close();
  });

  it('that is wrong in one place is refused or ignored, and the training goes on', async () => {
    const { raw, works } = await opened();
    const wrong = [...toWorker, ...fromWorker].flatMap(wrongOnes);
    expect(wrong.length).toBeGreaterThan(500);
    const answers = await raw.send(...wrong.map(({ value }) => value));
    for (const { kind, error } of answers as readonly (Message & { readonly error?: { readonly name: string } })[]) {
      expect(kind).toMatch(/^(failed|refusal|answer|report)$/);
      if (error !== undefined) expect(error.name).toMatch(ours);
    }
    await works();
  });
});

describe('a connected training', () => {
  /** A worker whose every word is a test's. */
  function connected(options?: ConnectTrainingOptions) {
    const { port1, port2 } = new MessageChannel();
    const sent: Message[] = [];
    let say = (_: unknown): void => {};
    const handshakeDone = new Promise<void>(resolve =>
      port1.on('message', (handshake: Handshake) => {
        if (handshake.kind === 'hello') port1.postMessage({ thalweg: 'training', version: 1, kind: 'ready' });
        if (handshake.kind !== 'connect') return;
        const port = handshake.port as unknown as MessagePort;
        port.on('message', (message: Message) => sent.push(message));
        say = message => port.postMessage(message);
        resolve();
      }),
    );
    const training = connectTraining(port2 as unknown as TrainingPort, options);
    onTestFinished(() => {
      void training.stop().catch(() => {});
      port1.close();
    });
    return { training, port1, sent, handshakeDone: handshakeDone, say: (message: unknown) => say(message) };
  }

  const offset = { epoch: 0, index: 0 };

  it.each<[string, unknown]>([
    ['a position that is none', { kind: 'demand', from: { epoch: 0, index: -1 } }],
    ['records taken that were not sent', { kind: 'took', count: 1_000 }],
    ['steps that are no list', { kind: 'report', first: 1, steps: packed(5), metrics: undefined }],
    ['a report from step 0', { kind: 'report', first: 0, steps: packed([]), metrics: undefined }],
    ['a state without a snapshot', { kind: 'state', resume: offset, emitted: 0, applied: 0 }],
    ['a failure without an error', { kind: 'failed' }],
  ])('fails by a worker that sends %s', async (_, message) => {
    const { training, handshakeDone: handshakeDone, say } = connected();
    const steps = lastValueFrom(samples(8).pipe(training.learn()));
    const refused = expect(steps).rejects.toMatchObject({ name: 'WorkerError', reason: 'protocol' });
    await handshakeDone;
    say({ kind: 'demand', from: offset });
    say(message);
    await refused;
  });

  it('rejects a call whose answer does not fit, and goes on', async () => {
    const { training, handshakeDone: handshakeDone, say } = connected();
    const calls = [1, 2, 3].map(() => training.predict({}));
    const settled = Promise.allSettled(calls);
    await handshakeDone;
    for (const message of [null, 7, {}, { kind: 'dance' }, { kind: 'held', isHeld: true }]) say(message);
    say({ kind: 'answer', id: 1, value: 5 });
    say({
      kind: 'answer',
      id: 2,
      value: packed({ '@tensor': [3], dtype: 'float32', data: new Float32Array(2) }, true),
    });
    say({ kind: 'answer', id: 3, value: packed(3) });
    expect(await settled).toMatchObject([
      { status: 'rejected', reason: { name: 'ContractError', subject: 'connectTraining' } },
      { status: 'rejected', reason: { name: 'ContractError', subject: 'unpack' } },
      { status: 'fulfilled', value: 3 },
    ]);
  });

  it('ignores handshakes that are none, and finds the worker after them', async () => {
    const { port1, port2 } = new MessageChannel();
    const training = connectTraining(port2 as unknown as TrainingPort);
    const steps = lastValueFrom(samples(80).pipe(training.learn(), toArray()));
    for (const handshake of [null, 7, { thalweg: 'training' }, { thalweg: 'training', version: 'x', kind: 'ready' }])
      port1.postMessage(handshake);
    const exposing = exposeTraining(line, { port: port1 as unknown as TrainingPort });
    expect(await steps).toEqual(await lastValueFrom(lineHere(samples(80)).steps.pipe(toArray())));
    expect(await firstValueFrom(training.status$)).toMatchObject({ activity: 'completed' });
    await training.stop();
    exposing.unsubscribe();
    port1.close();
  });

  it('refuses to send what refers to itself', async () => {
    const { training } = connected();
    const record: Record<string, unknown> = {};
    record['self'] = record;
    await expect(training.predict(record)).rejects.toThrow('pack: lists and objects must be nested at most 1000 deep, and none in itself'); // prettier-ignore
  });
});
