import { DataError } from '@thalweg/data';
import { Observable, type Subscriber } from 'rxjs';
import { edgeCodec } from './edge-codec.ts';
import type { EdgeEnd, ReceivedMessage, SplitEdge } from './split-edge.ts';

/** The methods of a message port that an edge calls: ports of browsers and of `node:worker_threads` have them. */
export interface EdgePort {
  /** Sends a message, and transfers buffers. */
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  /** Calls back for each event of a type. */
  addEventListener(type: string, listener: (event: object) => void): void;
  /** Ends these calls. */
  removeEventListener(type: string, listener: (event: object) => void): void;
  /** Begins to deliver messages. */
  start?(): void;
}

/** Says that a half has ended, or left before its end. */
const ENDED = 'ended';
const LOST = 'lost';

/**
 * Returns an edge over a message port, whose other port is in the process of the other half. It keeps nothing: when one half
 * fails, is unsubscribed or loses its thread, the stream of the other half fails with a `DataError`. Both then continue from
 * snapshots of the same step, over a new port. The port stays open; close it when both halves have ended.
 *
 * @example
 * const { port1, port2 } = new MessageChannel();
 * portEdge(port1).keeps // => false
 */
export function portEdge(port: EdgePort): SplitEdge {
  return { keeps: false, open: half => new PortEnd(port, half === 'front' ? 'back' : 'front') };
}

class PortEnd implements EdgeEnd {
  readonly #port: EdgePort;
  readonly #other: string;
  #ended = false;

  constructor(port: EdgePort, other: string) {
    this.#port = port;
    this.#other = other;
  }

  receive(): Observable<ReceivedMessage> {
    return new Observable(subscriber => {
      const port = this.#port;
      const onMessage = (event: { readonly data?: unknown }): void => this.#take(event.data, subscriber);
      const onClose = (): void => subscriber.error(lost(this.#other, 'a closed port'));
      port.addEventListener('message', onMessage);
      port.addEventListener('close', onClose);
      port.start?.();
      return () => {
        port.removeEventListener('message', onMessage);
        port.removeEventListener('close', onClose);
        if (!this.#ended) port.postMessage(LOST, []);
      };
    });
  }

  send(message: Parameters<EdgeEnd['send']>[0]): Promise<void> {
    const bytes = edgeCodec.encode(message) as Uint8Array<ArrayBuffer>;
    this.#port.postMessage(bytes, [bytes.buffer]);
    return Promise.resolve();
  }

  end(): void {
    this.#ended = true;
    this.#port.postMessage(ENDED, []);
  }

  #take(data: unknown, subscriber: Subscriber<ReceivedMessage>): void {
    if (data === ENDED) return subscriber.complete();
    if (data === LOST) return subscriber.error(lost(this.#other, 'one that failed or was unsubscribed'));
    try {
      if (!(data instanceof Uint8Array)) throw foreign(data);
      subscriber.next({ message: edgeCodec.decode(data), position: null });
    } catch (error) {
      subscriber.error(error);
    }
  }
}

function lost(other: string, given: string): DataError {
  return new DataError(
    'portEdge',
    `the ${other} half must stay until both have ended`,
    given,
    'Restore both halves to the same step and connect them by a new port, or use logEdge, which keeps messages.',
  );
}

function foreign(data: unknown): DataError {
  return new DataError(
    'portEdge',
    'the port must carry the messages of the halves only',
    typeof data,
    'Make a MessageChannel for the edge.',
  );
}
