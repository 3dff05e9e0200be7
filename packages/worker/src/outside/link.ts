import { Subscription } from 'rxjs';
import { PROTOCOL_VERSION, type FromWorker, type Handshake, type ToWorker } from '../wire/protocol.ts';
import type { TrainingPort } from '../wire/training-port.ts';
import { carried } from '../wire/carried-error.ts';
import { checkedFromWorker } from '../wire/from-worker.ts';
import { handshakeIn } from '../wire/handshake-in.ts';
import { awaitLock, host, type HostPort, lockName } from '../wire/host.ts';
import { idOf } from '../wire/message-fields.ts';
import { portEvents } from '../wire/port-events.ts';
import { WorkerError } from './worker-error.ts';

/** A worker, as far as it is used here. */
interface WorkerLike extends TrainingPort {
  readonly terminate?: () => unknown;
  readonly close?: () => void;
  readonly ref?: () => void;
  readonly unref?: () => void;
  /** A worker of Node has a number. */
  readonly threadId?: number;
}

/** Hooks of {@link Link}. */
export interface LinkHooks {
  readonly received: (message: FromWorker) => void;
  readonly lost: (error: Error) => void;
}

/** Milliseconds in which a worker of Node whose port has closed says why. */
const LAST_WORDS = 1_000;

/** The connection to one worker. Messages that are posted before it answers are delivered when it does. */
export class Link {
  readonly #worker: WorkerLike;
  readonly #isOwn: boolean;
  readonly #hooks: LinkHooks;
  readonly #port: HostPort;
  readonly #open = new Subscription();
  #other: HostPort | undefined;
  /** Without a lock, workers of pages end unseen. */
  readonly #lock: string | undefined;
  /** The messages that wait until the worker holds the lock. */
  #waiting: Parameters<Link['post']>[] | undefined;

  /** Makes a worker by a function, or takes one that belongs to somebody else. */
  constructor(given: TrainingPort | (() => TrainingPort), hooks: LinkHooks) {
    this.#isOwn = typeof given === 'function';
    this.#worker = (typeof given === 'function' ? given() : given) as WorkerLike;
    this.#hooks = hooks;
    const { port1, port2 } = new (host().MessageChannel)();
    this.#port = port1;
    this.#other = port2;
    const { terminate, threadId } = this.#worker;
    this.#lock = terminate !== undefined && threadId === undefined ? lockName() : undefined;
    this.#waiting = this.#lock === undefined ? undefined : [];
    const worker$ = portEvents('connectTraining', this.#worker);
    this.#open.add(
      worker$.subscribe(event => {
        if (event.kind === 'lost') return this.#lose(died(event.why));
        const handshake = handshakeIn(event.data);
        if (handshake?.kind === 'ready') this.#connect(handshake.version);
      }),
    );
    this.#open.add(
      portEvents('connectTraining', port1).subscribe(event => {
        if (event.kind === 'message') this.#receive(event.data);
        else if (this.#worker.threadId === undefined) this.#lose(died(event.why));
        else this.#loseLater(event.why);
      }),
    );
    this.#sendHandshake({ thalweg: 'training', version: PROTOCOL_VERSION, kind: 'hello' });
  }

  /** Sends a message. Throws `DataError` for what cannot be copied. */
  post(message: ToWorker, buffers?: ReadonlySet<ArrayBuffer>): void {
    if (this.#open.closed) return;
    if (this.#waiting !== undefined) this.#waiting.push([message, buffers]);
    else this.#port.postMessage(message, buffers === undefined ? [] : [...buffers]);
  }

  /** Ends the connection, and a worker that was made for it. */
  close(): void {
    if (this.#open.closed) return;
    this.#port.postMessage({ kind: 'end' } satisfies ToWorker, []);
    this.#open.unsubscribe();
    this.#port.close();
    this.#other?.close();
    if (!this.#isOwn) return;
    // Its last error may still come, and would end the process.
    if (typeof this.#worker.on === 'function') (this.#worker.on as (type: string, ignore: () => void) => void)('error', () => {}); // prettier-ignore
    if (this.#worker.terminate === undefined) this.#worker.close?.();
    else void this.#worker.terminate();
  }

  /** Keeps a process alive, or lets it end. */
  hold(held: boolean): void {
    const method = held ? 'ref' : 'unref';
    if (this.#open.closed) return;
    this.#port[method]?.();
    if (this.#isOwn) this.#worker[method]?.();
  }

  #connect(version: number): void {
    const port = this.#other;
    if (port === undefined) return;
    if (version !== PROTOCOL_VERSION) return this.#lose(otherVersion(version));
    this.#other = undefined;
    this.#sendHandshake({ thalweg: 'training', version: PROTOCOL_VERSION, kind: 'connect', port, lock: this.#lock }, [
      port,
    ]);
  }

  /** Takes what came. A worker that sends what does not fit is lost, unless it is the answer to a request. */
  #receive(data: unknown): void {
    const checked = checkedFromWorker(data);
    if (checked === undefined) return;
    if ('message' in checked) return this.#heed(checked.message);
    const id = idOf(data);
    if (id === undefined) return this.#lose(unfit(checked.error));
    this.#hooks.received({ kind: 'refusal', id, error: carried(checked.error) });
  }

  #heed(message: FromWorker): void {
    if (message.kind !== 'held') return this.#hooks.received(message);
    if (this.#lock === undefined || this.#waiting === undefined) return;
    if (message.isHeld) this.#open.add(awaitLock(this.#lock, () => this.#lose(died('its end'))));
    const waiting = this.#waiting;
    this.#waiting = undefined;
    try {
      for (const [message, buffers] of waiting) this.post(message, buffers);
    } catch (error) {
      this.#lose(error as Error);
    }
  }

  #sendHandshake(handshake: Handshake, transfer: readonly HostPort[] = []): void {
    this.#worker.postMessage(handshake, transfer as never[]);
  }

  #loseLater(why: string): void {
    const timer = host().setTimeout(() => this.#lose(died(why)), LAST_WORDS);
    this.#open.add(() => host().clearTimeout(timer));
  }

  #lose(error: Error): void {
    if (this.#open.closed) return;
    this.close();
    this.#hooks.lost(error);
  }
}

function died(why: string): WorkerError {
  return new WorkerError(
    'died',
    'the worker must live, and call exposeTraining',
    why,
    "Look at its address and its script. One that had begun is replaced if { restart: 'snapshot' } is set.",
  );
}

function otherVersion(version: number): WorkerError {
  return new WorkerError(
    'version',
    `the worker must speak version ${PROTOCOL_VERSION} of the protocol`,
    String(version),
    'Use one version of @thalweg/worker on both sides.',
  );
}

/** Returns the error for a worker that sends what does not fit. */
function unfit({ requirement, given, advice }: Pick<WorkerError, 'requirement' | 'given' | 'advice'>): WorkerError {
  return new WorkerError('protocol', requirement, given, advice);
}
