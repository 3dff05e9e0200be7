import type { Key } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { DataError } from '@thalweg/data';
import { Subscription } from 'rxjs';
import { arrived } from '../wire/carried-error.ts';
import { awaitLock, host, lockName } from '../wire/host.ts';
import { checkedFromMapWorker, type FromMapWorker, type ToMapWorker } from '../wire/map-protocol.ts';
import { Packing, unpackedChecked } from '../wire/packed.ts';
import { portEvents } from '../wire/port-events.ts';
import type { TrainingPort } from '../wire/training-port.ts';
import { WorkerError, type WorkerErrorReason } from './worker-error.ts';

/** A worker, or a port to one, as hosts have them. */
interface WorkerLike extends TrainingPort {
  readonly terminate?: () => unknown;
  readonly close?: () => void;
  readonly ref?: () => void;
  readonly unref?: () => void;
  /** A worker of Node has a number. */
  readonly threadId?: number;
}

/** An item, and its place. */
export interface PlacedInput {
  readonly item: unknown;
  readonly epoch: number;
  readonly index: number;
  readonly key: Key | undefined;
}

interface Call {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** One worker of a pool, with the calls that are under way in it. */
export class MapWorker {
  readonly #worker: WorkerLike;
  readonly #calls = new Map<number, Call>();
  readonly #open = new Subscription();
  #next = 0;
  #failure: WorkerError | undefined;

  constructor(worker: TrainingPort, silenceMs: number) {
    this.#worker = worker;
    this.#open.add(
      portEvents('mapInWorkers', worker).subscribe(event => {
        if (event.kind === 'lost') return this.#fail(failure('died', 'the worker must live', event.why, LOOK));
        const checked = checkedFromMapWorker(event.data);
        if (checked === undefined) return;
        if ('message' in checked) return this.#take(checked.message);
        const { requirement, given, advice } = checked.error;
        this.#fail(failure('protocol', requirement, given, advice));
      }),
    );
    this.#greet(silenceMs);
  }

  /** The number of calls under way. */
  get load(): number {
    return this.#calls.size;
  }

  /** True if it died, or does not keep to the protocol. */
  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /** Sends an item. Returns a promise of its result. */
  call({ item, epoch, index, key }: PlacedInput): Promise<unknown> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const packing = new Packing();
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      try {
        this.#post({ kind: 'map-item', id, epoch, index, key, item: packing.pack(item) }, packing.buffers);
      } catch (error) {
        reject(notCloned(item, error));
        return;
      }
      if (this.#calls.size === 0) this.#worker.ref?.();
      this.#calls.set(id, { resolve, reject });
    });
  }

  /** Ends the worker, and the calls that are under way. */
  close(): void {
    this.#fail(failure('ended', 'the worker must not have ended', 'its end', 'Subscribe again.'));
  }

  #greet(silenceMs: number): void {
    const { terminate, threadId } = this.#worker;
    const lock = terminate !== undefined && threadId === undefined ? lockName() : undefined;
    const requirement = `the worker must answer within ${silenceMs} ms`;
    const silent = (): void => this.#fail(failure('silent', requirement, 'silence', LOOK));
    const timer = silenceMs === Infinity ? undefined : host().setTimeout(silent, silenceMs);
    this.#ready = () => {
      host().clearTimeout(timer);
      const ended = (): void => this.#fail(failure('died', 'the worker must live', 'its end', LOOK));
      if (lock !== undefined) this.#open.add(awaitLock(lock, ended));
      this.#ready = () => {};
    };
    this.#open.add(() => host().clearTimeout(timer));
    this.#post({ kind: 'map-hello', lock });
  }

  #ready = (): void => {};

  #take(message: FromMapWorker): void {
    this.#ready();
    if (message.kind === 'map-ready') {
      if (this.#calls.size === 0) this.#worker.unref?.();
      return;
    }
    const call = this.#calls.get(message.id);
    if (call === undefined) return;
    this.#calls.delete(message.id);
    if (this.#calls.size === 0) this.#worker.unref?.();
    try {
      if (message.kind === 'map-result') call.resolve(unpackedChecked(message.result));
      else call.reject(arrived(message.error));
    } catch (error) {
      call.reject(failure('protocol', 'a result must fit', (error as Error).message, LOOK));
    }
  }

  #fail(failure: WorkerError): void {
    if (this.#failure !== undefined) return;
    this.#failure = failure;
    this.#open.unsubscribe();
    const { on, terminate, close } = this.#worker;
    // A worker of Node that fails while it ends would end the process.
    if (typeof on === 'function') on.call(this.#worker, 'error', () => {});
    if (terminate !== undefined) void terminate.call(this.#worker);
    else close?.call(this.#worker);
    for (const { reject } of this.#calls.values()) reject(failure);
    this.#calls.clear();
  }

  #post(message: ToMapWorker, buffers: Iterable<ArrayBuffer> = []): void {
    this.#worker.postMessage(message, [...buffers] as never[]);
  }
}

const LOOK = 'Look at its address and its script, which must call serveMap.';

function failure(reason: WorkerErrorReason, requirement: string, given: string, advice: string): WorkerError {
  return new WorkerError(reason, requirement, given, advice, 'mapInWorkers');
}

function notCloned(item: unknown, error: unknown): DataError {
  const given = `${printed(item)}: ${error instanceof Error ? error.message : String(error)}`;
  return new DataError(
    'mapInWorkers',
    'an item must be cloneable',
    given,
    'Send data, and make functions in the worker.',
  );
}
