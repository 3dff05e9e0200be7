import { ContractError } from '@thalweg/tensor';
import { Subscription } from 'rxjs';
import type { FromWorker, ToWorker } from '../protocol.ts';
import { carried } from '../wire/carried-error.ts';
import type { HostPort } from '../wire/host.ts';
import { holdLock } from '../wire/life-lock.ts';
import { portEvents } from '../wire/port-events.ts';
import { OpenedTraining, type Build } from './opened-training.ts';

/** A connection of the outside, and the training that was built for it. */
export class Session {
  readonly #port: HostPort;
  readonly #build: Build;
  readonly #open = new Subscription();
  #training: OpenedTraining | undefined;

  constructor(port: HostPort, build: Build, lock: string | undefined) {
    this.#port = port;
    this.#build = build;
    this.#open.add(
      portEvents('exposeTraining', port).subscribe(event =>
        event.kind === 'message' ? this.#take(event.data as ToWorker) : this.close(),
      ),
    );
    if (lock !== undefined) this.#open.add(holdLock(lock, isHeld => this.#post({ kind: 'held', isHeld })));
  }

  /** Ends the training and the connection. */
  close(): void {
    if (this.#open.closed) return;
    this.#open.unsubscribe();
    this.#training?.close();
    this.#port.close();
  }

  /** Calls back when the connection has ended. */
  onClose(callback: () => void): void {
    this.#open.add(callback);
  }

  #take(message: ToWorker): void {
    if (message.kind === 'end') return this.close();
    try {
      if (message.kind === 'open')
        this.#training = new OpenedTraining(message, this.#build, (message, buffers) => this.#post(message, buffers));
      else this.#training?.take(message);
    } catch (error) {
      this.#post({ kind: 'failed', error: carried(error) });
    }
  }

  #post(message: FromWorker, buffers: ReadonlySet<ArrayBuffer> = NONE): void {
    if (this.#open.closed) return;
    try {
      this.#port.postMessage(message, [...buffers]);
    } catch (cause) {
      const refused = new ContractError(
        'exposeTraining',
        'what leaves the worker must be data',
        String(cause),
        'Emit numbers, texts, arrays, typed arrays, tensors, and objects of these.',
      );
      this.#port.postMessage({ kind: 'failed', error: carried(refused) } satisfies FromWorker, []);
    }
  }
}

const NONE: ReadonlySet<ArrayBuffer> = /* @__PURE__ */ new Set();
