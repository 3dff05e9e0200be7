import { JetStreamApiError, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection, Status } from '@nats-io/nats-core';
import { LogError } from '@thalweg/log';
import { Subject } from 'rxjs';

/**
 * A connection, and what happens to it. `changed` emits true when it is up again, false when it is lost, and completes when
 * it is closed for good.
 */
export class Link {
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
  readonly changed: Subject<boolean> = new Subject();
  readonly #own: boolean;
  readonly #statuses: AsyncIterable<Status> & { stop?: () => void };
  #up = true;
  #closed = false;

  constructor(connection: NatsConnection, manager: JetStreamManager, own: boolean) {
    this.connection = connection;
    this.manager = manager;
    this.#own = own;
    this.#statuses = connection.status();
    void this.#follow();
    void connection.closed().then(() => this.#end());
  }

  /** True while there is a connection. */
  get up(): boolean {
    return this.#up && !this.#closed;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Closes the connection, unless it belongs to somebody else. */
  async close(): Promise<void> {
    this.#end();
    if (this.#own) await this.connection.close();
  }

  async #follow(): Promise<void> {
    for await (const { type } of this.#statuses) {
      if (this.#closed) return;
      if (type === 'disconnect' || type === 'reconnect') {
        this.#up = type === 'reconnect';
        this.changed.next(this.#up);
      }
    }
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#statuses.stop?.();
    this.changed.complete();
  }
}

/** Opens a link over a connection. */
export async function openLink(connection: NatsConnection, own: boolean): Promise<Link> {
  // Whether there is JetStream shows when the storage is created.
  return new Link(connection, await jetstreamManager(connection, { checkAPI: false }), own);
}

/** The error for what the server did not do, or not answer. */
export function unavailable(subject: string, requirement: string, cause: unknown, advice: string): LogError {
  const given = cause instanceof Error ? cause.message : String(cause);
  return new LogError('unavailable', subject, requirement, given, advice, { cause });
}

/** The error for a log that was closed. */
export function closed(subject: string): LogError {
  return new LogError('closed', subject, 'the log must be open', 'one that was closed', 'Open another one by natsLog.');
}

/** The wait before another attempt, in ms. */
const PAUSE = 100;

/** Times that a server may fail to answer while there is a connection: a minute at the least, in which it may choose a leader. */
const MOST_FAILURES = 600;

/**
 * Asks the server again until it answers, as long as `goOn` says so, but a bounded number of times while there is a
 * connection. What the server answers with an error is not asked again, unless it is busy.
 */
export async function retrying<T>(link: Link, goOn: () => boolean, ask: () => Promise<T>): Promise<T> {
  for (let failures = 0; ;) {
    try {
      if (link.up) return await whileUp(link, ask);
      if (link.closed) throw closed('read');
    } catch (error) {
      if (isFinal(error) || !goOn() || (link.up && ++failures >= MOST_FAILURES)) throw error;
    }
    if (!link.up && !goOn()) throw new Error('no connection');
    await new Promise(resolve => setTimeout(resolve, PAUSE));
  }
}

/** An answer does not come any more once the connection is lost. */
function whileUp<T>(link: Link, ask: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const changes = link.changed.subscribe({
      next: up => up || reject(new Error('the connection was lost')),
      complete: () => reject(closed('read')),
    });
    ask()
      .then(resolve, reject)
      .finally(() => changes.unsubscribe());
  });
}

function isFinal(error: unknown): boolean {
  return error instanceof LogError || (error instanceof JetStreamApiError && error.status < 500);
}

/** Options of the connections that this package opens: they never give up, and notice within half a minute that they are dead. */
export const RECONNECTING = {
  maxReconnectAttempts: -1,
  reconnectTimeWait: 250,
  reconnectJitter: 100,
  pingInterval: 10_000,
  maxPingOut: 2,
  noAsyncTraces: true,
} as const;
