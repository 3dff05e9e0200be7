import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { expect, onTestFinished } from 'vitest';
import { exposeTraining } from '../index.ts';
import { line, type Sample } from './line.ts';

/** A message as a test sees it: with its kind, and all that it may have. */
export interface Message {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** A port of the outside on which a test sends what it likes. */
export class Raw {
  readonly port: MessagePort;
  readonly came: Message[] = [];
  #wake = (): void => {};

  constructor(port: MessagePort) {
    this.port = port;
    port.on('message', (data: Message) => {
      this.came.push(data);
      this.#wake();
    });
  }

  /** Sends messages, and returns what the worker sends until it has answered all. */
  async send(...messages: readonly unknown[]): Promise<readonly Message[]> {
    const before = this.came.length;
    for (const message of [...messages, { kind: 'ping' }]) this.port.postMessage(message);
    while (this.came.at(-1)?.kind !== 'pong' || this.came.length === before) await this.#next();
    return this.came.slice(before).filter(({ kind }) => kind !== 'pong');
  }

  #next(): Promise<void> {
    return new Promise(resolve => (this.#wake = resolve));
  }
}

export const packed = (value: unknown, tensors = false): object => ({ value, tensors });

export const open: Message = {
  kind: 'open',
  initial: undefined,
  snapshot: undefined,
  emitted: 0,
  applied: 0,
  paused: false,
  credit: 64,
  reportMs: 0,
  steps: 'all',
  snapshotEvery: 0,
};
export const start: Message = { kind: 'start', records: true };
export const record: Sample = { x: 1, y: 2 };
export const records: Message = { kind: 'records', from: { epoch: 0, index: 0 }, records: packed([record]) };
export const predict: Message = { kind: 'call', id: 7, what: 'predict', record: packed({ x: [1] }) };

/** Exposes the training of a line, and connects to it by hand. */
export function exposed(): { port: MessagePort; connect: () => Raw; builds: () => number } {
  const { port1, port2 } = new MessageChannel();
  let builds = 0;
  const exposing = exposeTraining<never, unknown>(context => (builds++, line(context)), { port: port1 });
  const connect = (): Raw => {
    const { port1: own, port2: other } = new MessageChannel();
    port2.postMessage({ thalweg: 'training', version: 1, kind: 'connect', port: other, lock: undefined }, [other]);
    onTestFinished(() => own.close());
    return new Raw(own);
  };
  onTestFinished(() => {
    exposing.unsubscribe();
    port1.close();
  });
  return { port: port2, connect, builds: () => builds };
}

/** The training of a line that was opened, with the check that it goes on. */
export async function opened(): Promise<{ raw: Raw; works: () => Promise<void> }> {
  const { connect, builds } = exposed();
  const raw = connect();
  expect(await raw.send(open)).toEqual([{ kind: 'opened', settings: ['learningRate'] }]);
  const works = async (): Promise<void> => {
    const answers = await raw.send(predict);
    expect(answers.at(-1)).toMatchObject({ kind: 'answer', id: 7, value: { tensors: true } });
    expect(builds()).toBe(1);
  };
  return { raw, works };
}

export const ours: RegExp = /^(Contract|Data|Dtype|Graph|Numeric|Shape|State)Error$/;
