import { batch, fromIterable } from '@thalweg/data';
import { input, mean, mul, parameter, square, sub } from '@thalweg/graph';
import { memoryLog, remoteLog, serveLog } from '@thalweg/log';
import { sgd } from '@thalweg/optim';
import { train } from '@thalweg/train';
import {
  connectTraining,
  exposeTraining,
  mapInWorkers,
  serveMap,
  type ExposedTraining,
  type TrainingContext,
} from '@thalweg/worker';
import { changedTree } from '../inputs/changed-tree.ts';
import type { Door } from './door.ts';

type Listener = (event: { readonly data: unknown }) => void;

/** An end of a channel: what a message to it does is done at once, so that nothing of it can be lost. */
class Port {
  readonly sent: unknown[] = [];
  readonly #listeners = new Map<string, Set<Listener>>();

  postMessage(message: unknown): void {
    this.sent.push(message);
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, (this.#listeners.get(type) ?? new Set()).add(listener));
  }

  removeEventListener(type: string, listener: Listener): void {
    this.#listeners.get(type)?.delete(listener);
  }

  start(): void {}

  close(): void {}

  /** Has a message arrive. */
  take(data: unknown): void {
    for (const listener of this.#listeners.get('message') ?? []) listener({ data });
  }

  /** True if something was sent that has such a field. */
  has(name: string, value: unknown): boolean {
    return this.sent.some(message => JSON.stringify(message).includes(`"${name}":${JSON.stringify(value)}`));
  }
}

const turns = async (): Promise<void> => {
  for (let left = 4; left > 0; left--) await new Promise(resolve => setImmediate(resolve));
};

interface Sample {
  readonly x: number;
  readonly y: number;
}

function line({ records }: TrainingContext<Sample>): ExposedTraining<unknown> {
  const w = parameter(0, { name: 'w' });
  const prediction = mul(w, input('x', ['batch']));
  const learn = train(mean(square(sub(prediction, input('y', ['batch'])))), sgd({ learningRate: 0.1 }));
  return { steps: records.pipe(batch(2), learn), state: { learn }, predict: prediction };
}

const packed = (value: unknown) => ({ value, tensors: false });
const some = [{ x: 1, y: 2 }, { x: 2, y: 4 }]; // prettier-ignore

/** What a page sends to a training, in order. */
const toWorker: readonly object[] = [
  { kind: 'open', initial: undefined, snapshot: undefined, emitted: 0, applied: 0, paused: false, credit: 64, reportMs: 0, steps: 'all', snapshotEvery: 2 },
  { kind: 'start', records: true },
  { kind: 'records', from: { epoch: 0, index: 0 }, records: packed(some) },
  { kind: 'change', id: 1, what: 'set', name: 'rate', value: 0.5 },
  { kind: 'call', id: 2, what: 'predict', record: packed({ x: [1, 2] }) },
  { kind: 'call', id: 3, what: 'snapshot' },
  { kind: 'call', id: 4, what: 'pause' },
  { kind: 'call', id: 5, what: 'resume' },
  { kind: 'records', from: { epoch: 0, index: 2 }, records: packed(some) },
  { kind: 'taken' },
  { kind: 'complete' },
  { kind: 'end' },
]; // prettier-ignore

const handshake = { thalweg: 'training', version: 1 };

/** Messages to a worker, changed, left out and in another order. Another connection of the same worker must train afterwards. */
export function toWorkerDoor(): Door<object[]> {
  return {
    draw: chance => changedTree([...toWorker], chance),
    async open(messages) {
      const own = new Port();
      const exposing = exposeTraining(line, { port: own as never });
      const send = async (all: readonly unknown[]): Promise<Port> => {
        const port = new Port();
        own.take({ ...handshake, kind: 'connect', port });
        for (const message of all) {
          port.take(message);
          await turns();
        }
        return port;
      };
      try {
        await send(Array.isArray(messages) ? messages : [messages]);
        const good = await send(toWorker);
        if (!good.has('kind', 'report')) throw new Error('the next connection does not train');
      } finally {
        exposing.unsubscribe();
      }
    },
  };
}

/** Greetings over the channel of a worker, which traffic of others may share. */
export function greetingsDoor(): Door<object[]> {
  const all = [
    { ...handshake, kind: 'hello' },
    { ...handshake, kind: 'connect', port: { postMessage: 1 }, lock: 'a' },
  ];
  return {
    draw: chance => changedTree(all, chance),
    open(messages) {
      const own = new Port();
      const exposing = exposeTraining(line, { port: own as never });
      for (const message of Array.isArray(messages) ? messages : [messages]) own.take(message);
      own.sent.length = 0;
      own.take({ ...handshake, kind: 'hello' });
      exposing.unsubscribe();
      if (!own.has('kind', 'ready')) throw new Error('the worker does not answer any more');
    },
  };
}

/** What a worker sends to a page, in order. */
const fromWorker: readonly object[] = [
  { kind: 'opened', settings: ['rate'] },
  { kind: 'demand', from: { epoch: 0, index: 0 } },
  { kind: 'took', count: 2 },
  { kind: 'report', first: 1, steps: packed([{ step: 1, loss: 1 }]), metrics: packed({ a: 1 }) },
  { kind: 'state', snapshot: packed({ version: 1, parts: {} }), resume: { epoch: 0, index: 2 }, emitted: 1, applied: 0 },
  { kind: 'answer', id: 1, value: packed(1) },
  { kind: 'refusal', id: 2, error: { name: 'DataError', message: 'm', parts: ['a', 'b', 'c', 'd'], row: 1, shapes: [[1]] } },
  { kind: 'pong' },
  { kind: 'failed', error: { name: 'Error', message: 'm' } },
  { kind: 'ended' },
]; // prettier-ignore

/** Messages to a page from a worker that somebody else wrote. The page's stream ends, or an error of ours comes. */
export function fromWorkerDoor(): Door<object[]> {
  return {
    draw: chance => changedTree([...fromWorker], chance),
    async open(messages) {
      const worker = new Port();
      let inside: { postMessage(message: unknown): void; close(): void } | undefined;
      worker.postMessage = (message: unknown) => {
        inside ??= (message as { port?: typeof inside }).port;
      };
      const training = connectTraining(worker as never);
      const errors: Error[] = [];
      const run = training
        .learn()(fromIterable(some) as never)
        .subscribe({ error: (error: Error) => errors.push(error) });
      worker.take({ ...handshake, kind: 'ready' });
      await turns();
      for (const message of Array.isArray(messages) ? messages : [messages]) inside?.postMessage(message);
      await turns();
      run.unsubscribe();
      inside?.close();
      // The error of a worker's program comes as it was sent.
      const [error] = errors;
      if (error !== undefined && error.constructor !== Error) throw error;
    },
  };
}

const pixels = { '@pixels': [1, 2, 3], data: new Uint8Array(6) };

/** The messages of a pool to a worker that serves a function, in order. */
const toMapWorker: readonly object[] = [
  { kind: 'map-hello', lock: undefined },
  { kind: 'map-item', id: 1, epoch: 0, index: 0, key: undefined, item: packed({ x: [1, 2] }) },
  { kind: 'map-item', id: 2, epoch: 1, index: 7, key: [1, 2], item: { value: pixels, tensors: true } },
];

/** Items for a worker that serves a function. Another item must be served afterwards. */
export function toMapWorkerDoor(): Door<object[]> {
  return {
    draw: chance => changedTree([...toMapWorker], chance),
    async open(messages) {
      const port = new Port();
      const serving = serveMap((item: unknown) => item, { port: port as never });
      for (const message of Array.isArray(messages) ? messages : [messages]) port.take(message);
      await turns();
      port.sent.length = 0;
      port.take({ kind: 'map-item', id: 77, epoch: 0, index: 1, key: undefined, item: packed('next') });
      await turns();
      serving.unsubscribe();
      if (!port.has('kind', 'map-result') || !port.has('value', 'next')) throw new Error('the next item is not served');
    },
  };
}

/** The messages of a worker that serves a function to its pool, in order. */
const fromMapWorker: readonly object[] = [
  { kind: 'map-ready' },
  { kind: 'map-result', id: 0, result: { value: pixels, tensors: true } },
  { kind: 'map-refusal', id: 1, error: { name: 'DataError', message: 'm', parts: ['a', 'b', 'c', 'd'], row: 1 } },
];

/** Results from a worker that somebody else wrote. The stream goes on, or an error of ours comes. */
export function fromMapWorkerDoor(): Door<object[]> {
  return {
    draw: chance => changedTree([...fromMapWorker], chance),
    async open(messages) {
      const worker = new Port();
      const errors: Error[] = [];
      const mapped = fromIterable(some).pipe(mapInWorkers(() => worker as never, { workers: 1 }));
      const run = mapped.subscribe({ error: (error: Error) => errors.push(error) });
      await turns();
      for (const message of Array.isArray(messages) ? messages : [messages]) worker.take(message);
      await turns();
      run.unsubscribe();
      // The error of a worker's function comes as it was sent.
      const [error] = errors;
      if (error !== undefined && error.constructor !== Error) throw error;
    },
  };
}

const bytes = Uint8Array.of(1, 2, 3);
const letter = (message: object, from = 'other') => ({ thalweg: 'log', version: 1, from, to: '*', message });

/** What a client sends to a log that is served. */
const toServer: readonly object[] = [
  { kind: 'hello', sample: new Uint8Array() },
  { kind: 'append', call: 1, topic: 'a', bytes, id: 'x', epoch: undefined },
  { kind: 'swap', call: 2, key: 'k', expected: 0, bytes },
  { kind: 'read', stream: 1, topics: ['a'], from: 0, until: undefined, allowed: 10 },
  { kind: 'watch', stream: 2, key: 'k' },
  { kind: 'ack', stream: 1, count: 1 },
  { kind: 'allow', stream: 1, count: 5 },
  { kind: 'beat', streams: [1, 2] },
  { kind: 'close', stream: 1 },
];

/** Letters to a served log. Another client must be served afterwards. */
export function toServerDoor(): Door<object[]> {
  const letters = toServer.map(message => letter(message));
  return {
    draw: chance => changedTree(letters, chance),
    async open(changed) {
      const port = new Port();
      const serving = serveLog(memoryLog(), port as never);
      for (const one of Array.isArray(changed) ? changed : [changed]) port.take(one);
      await turns();
      port.sent.length = 0;
      port.take(letter({ kind: 'append', call: 77, topic: 'b', bytes, id: undefined, epoch: undefined }, 'good'));
      await turns();
      serving.unsubscribe();
      if (!port.has('call', 77) || !port.has('kind', 'answer')) throw new Error('another client is not served');
    },
  };
}

/** What a server of a log sends to its clients. */
const fromServer: readonly object[] = [
  { kind: 'welcome', log: 'name', sample: new Uint8Array() },
  { kind: 'beat' },
  { kind: 'answer', call: 1, value: 1 },
  { kind: 'refusal', call: 2, error: { name: 'LogError', reason: 'invalid', parts: ['a', 'b', 'c', 'd'] } },
  { kind: 'entries', stream: 1, heads: [{ topic: 'a', sequence: 1, time: 5, length: 3 }], bytes: Uint8Array.of(1, 2, 3, 0, 0, 0, 0, 0) },
  { kind: 'value', stream: 2, version: 1, bytes },
  { kind: 'lost', stream: 1 },
  { kind: 'end', stream: 1 },
  { kind: 'failure', stream: 2, error: { name: 'LogError', reason: 'trimmed', parts: ['a', 'b', 'c', 'd'] } },
  { kind: 'bye' },
]; // prettier-ignore

/** Letters to a client of a log from a server that somebody else wrote. */
export function fromServerDoor(): Door<object[]> {
  const letters = fromServer.map(message => letter(message));
  return {
    draw: chance => changedTree(letters, chance),
    async open(changed) {
      const port = new Port();
      const log = remoteLog(port as never);
      const errors: Error[] = [];
      const error = (one: Error): void => void errors.push(one);
      const reading = log.read('a', 0).subscribe({ error });
      reading.add(log.watch('k').subscribe({ error }));
      log.append('a', bytes).catch(error);
      for (const one of Array.isArray(changed) ? changed : [changed]) port.take(one);
      await turns();
      reading.unsubscribe();
      port.take(letter({ kind: 'bye' }));
      const wrong = errors.find(one => !one.message.startsWith('a: b'));
      if (wrong !== undefined) throw wrong;
    },
  };
}
