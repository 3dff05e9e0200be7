import { DataError } from '@thalweg/data';
import { ContractError } from '@thalweg/tensor';
import { misfitOf } from '@thalweg/tensor/engine';
import { Observable, type Subscriber } from 'rxjs';
import { check, literal, pipe, safeParse, union, unknown, type GenericSchema } from 'valibot';
import { edgeCodec } from './edge-codec.ts';
import type { EdgeEnd, ReceivedMessage, ReceiveOptions, SplitEdge } from './split-edge.ts';

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
 * The messages that may come beyond those that the half has asked for. A front half asks for none before it sends as many as its
 * depth; more than this is no half, and would fill the memory.
 */
const MOST_AHEAD = 10_000;

/** The messages over the port: the bytes of a message of a half, or one of two words. */
type EdgeWord = typeof ENDED | typeof LOST | Uint8Array;

const words: GenericSchema<unknown, EdgeWord> = /* @__PURE__ */ union([
  literal(ENDED),
  literal(LOST),
  /* @__PURE__ */ pipe(unknown(), check(isBytes)) as GenericSchema<unknown, Uint8Array>,
]);

/**
 * Returns an edge over a message port, whose other port is in the process of the other half. It keeps nothing: when one half
 * fails, is unsubscribed or loses its thread, or sends what is no message of a half, the stream of the other half fails with a `DataError`. Both then continue from
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
  /** The messages that have come, less those that were asked for. */
  #ahead = 0;

  constructor(port: EdgePort, other: string) {
    this.#port = port;
    this.#other = other;
  }

  receive({ demand }: ReceiveOptions): Observable<ReceivedMessage> {
    return new Observable(subscriber => {
      const port = this.#port;
      this.#ahead = 0;
      const allow = (count: number): void => void (this.#ahead -= count);
      subscriber.add(demand.subscribe({ next: allow, error: error => subscriber.error(error) }));
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
    try {
      const word = checked(data);
      if (word === ENDED) return subscriber.complete();
      if (word === LOST) throw lost(this.#other, 'one that failed or was unsubscribed');
      if (++this.#ahead > MOST_AHEAD) throw foreign(`${this.#ahead} that nobody asked for`);
      subscriber.next({ message: messageIn(word), position: null });
    } catch (error) {
      subscriber.error(error);
    }
  }
}

/** Checks what came over the port, before anything else looks at it. Throws a `DataError`. */
function checked(data: unknown): EdgeWord {
  const { success, output, issues } = safeParse(words, data, { abortEarly: true });
  if (success) return output;
  throw foreign(typeof data === 'object' ? typeof data : misfitOf(issues)!.given);
}

/** Returns the message in bytes. Throws an error of ours for bytes that hold none. */
function messageIn(bytes: Uint8Array): ReceivedMessage['message'] {
  try {
    return edgeCodec.decode(bytes);
  } catch (error) {
    throw error instanceof ContractError ? error : foreign(String(error));
  }
}

/** Looks at the tag, which the classes of all realms share. */
function isBytes(data: unknown): boolean {
  return ArrayBuffer.isView(data) && (data as unknown as Record<symbol, unknown>)[Symbol.toStringTag] === 'Uint8Array';
}

function lost(other: string, given: string): DataError {
  return new DataError(
    'portEdge',
    `the ${other} half must stay until both have ended`,
    given,
    'Restore both halves to the same step and connect them by a new port, or use logEdge, which keeps messages.',
  );
}

function foreign(given: string): DataError {
  return new DataError(
    'portEdge',
    'the port must carry the messages of the halves only',
    given,
    'Make a MessageChannel for the edge.',
  );
}
