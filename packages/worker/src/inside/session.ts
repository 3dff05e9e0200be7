import { ContractError } from '@thalweg/tensor';
import { Subscription } from 'rxjs';
import type { FromWorker, OpenMessage, ToWorker } from '../wire/protocol.ts';
import { carried } from '../wire/carried-error.ts';
import { holdLock, type HostPort } from '../wire/host.ts';
import { idOf } from '../wire/message-fields.ts';
import { portEvents } from '../wire/port-events.ts';
import { checkedToWorker } from '../wire/to-worker.ts';
import { outOfOrder } from './out-of-order.ts';
import { OpenedTraining, type Build } from './opened-training.ts';

/** A connection of the outside, and the training that was built for it. */
export class Session {
  readonly #port: HostPort;
  readonly #given: Build;
  readonly #open = new Subscription();
  #training: OpenedTraining | undefined;
  /** The error of a build that failed: all requests get it. */
  #failure: unknown;

  constructor(port: HostPort, build: Build, lock: string | undefined) {
    this.#port = port;
    this.#given = build;
    this.#open.add(
      portEvents('exposeTraining', port).subscribe(event =>
        event.kind === 'message' ? this.#take(event.data) : this.close(),
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

  /** Takes what came. What does not fit is answered, and nothing ends by it. */
  #take(data: unknown): void {
    const checked = checkedToWorker(data);
    if (checked === undefined) return;
    try {
      if ('error' in checked) throw checked.error;
      this.#heed(checked.message);
    } catch (error) {
      if (this.#training === undefined && isOpen(data)) this.#failure = error;
      this.#refuse(idOf(data), error);
    }
  }

  #heed(message: ToWorker): void {
    switch (message.kind) {
      case 'end':
        return this.close();
      case 'ping':
        return this.#post({ kind: 'pong' });
      case 'open':
        return this.#build(message);
      default:
        if (this.#training !== undefined) return this.#training.take(message);
        if (this.#failure === undefined) throw outOfOrder(`a message '${message.kind}'`, 'open comes first');
        // What was sent behind an open that failed.
        if ('id' in message) this.#refuse(message.id, this.#failure);
    }
  }

  #build(message: OpenMessage): void {
    if (this.#training !== undefined) throw outOfOrder('a second one', 'open comes once');
    this.#training = new OpenedTraining(message, this.#given, (message, buffers) => this.#post(message, buffers));
  }

  /** Answers a request, or says that the run cannot be right any more: the outside decides whether it goes on. */
  #refuse(id: number | undefined, error: unknown): void {
    if (id === undefined) this.#post({ kind: 'failed', error: carried(error) });
    else this.#post({ kind: 'refusal', id, error: carried(error) });
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

function isOpen(data: unknown): boolean {
  return (Object(data) as { readonly kind?: unknown }).kind === 'open';
}
