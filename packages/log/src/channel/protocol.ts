import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { LogError, type LogErrorReason } from '../port/log-error.ts';

/**
 * The protocol of `serveLog` and `remoteLog`, version 1. A message is a plain object. The id of its sender goes with it in
 * `from`, and that of its receiver in `to`, or `'*'` for all: so many clients, and traffic of other kinds, can share a channel. Both sides
 * draw their ids at random.
 *
 * 1. A client says `hello` to all, at once and then again and again until a server says `welcome`. A server that begins says
 *    `welcome` to all. It carries the name of its log, and an empty array, which shows whether the channel keeps typed arrays.
 * 2. `append` and `swap` have the number of a call, and get an `answer` or a `refusal`. A client keeps few calls under way.
 * 3. `read` and `watch` open a stream with a number. A reading gets `entries` and at last `end` or `failure`: no more entries
 *    than `allow` allowed, and only few that no `ack` has confirmed. A watching gets a `value` once the one before is confirmed.
 *    The client ends either with `close`.
 * 4. A client with anything open sends a `beat` from time to time, with its streams. The server answers it, and says `lost` for
 *    a stream that it does not have; the client opens it again, from where it was. A server closes the streams of a client that
 *    it has not heard for long, and a client looks for a server with `hello` if it has not heard its own one.
 * 5. A server that ends says `bye`.
 * 6. Each side checks each message by a schema before anything else looks at it. What has no mark or no sender is ignored. The
 *    server answers a message that does not fit by a `refusal` of the call, or a `failure` of the stream, that it names, and ignores
 *    one that names none. The client rejects the call, or fails the stream, that the message names. Other calls, streams and
 *    clients go on.
 */
export const VERSION = 1;

/** The receiver of what is for all. */
export const ALL = '*';

/**
 * The ceilings of a server, so that ids that somebody invents take no memory without end. A client is known while it has something
 * open. Another one, a further stream or a further call is refused as `'unavailable'`. A client keeps 256 calls under way; it may give up
 * some and send others while a slow log still works on them.
 */
export const MOST_CLIENTS = 1_024;

export const MOST_STREAMS = 1_024;

export const MOST_SERVED_CALLS = 1_024;

/** A request that gets an answer. */
export type CallRequest =
  | {
      readonly kind: 'append';
      readonly topic: string;
      readonly bytes: Uint8Array;
      readonly id: string | undefined;
      readonly epoch: number | undefined;
    }
  | { readonly kind: 'swap'; readonly key: string; readonly expected: number; readonly bytes: Uint8Array };

/** A request that opens a stream. */
export type StreamRequest =
  | {
      readonly kind: 'read';
      readonly topics: readonly string[];
      readonly from: number;
      readonly until: 'end' | undefined;
      readonly allowed: number;
    }
  | { readonly kind: 'watch'; readonly key: string };

/** A message of a client. */
export type ClientMessage =
  | { readonly kind: 'hello'; readonly sample: unknown }
  | { readonly kind: 'beat'; readonly streams: readonly number[] }
  | (CallRequest & { readonly call: number })
  | (StreamRequest & { readonly stream: number })
  | { readonly kind: 'allow' | 'ack'; readonly stream: number; readonly count: number }
  | { readonly kind: 'close'; readonly stream: number };

/** Entries with their bytes one after another, in `bytes`, each from a multiple of 8 on. */
export interface PackedEntries {
  readonly heads: readonly {
    readonly topic: string;
    readonly sequence: number;
    readonly time: number;
    readonly length: number;
  }[];
  readonly bytes: Uint8Array;
}

/** A message of a server in a stream. */
export type StreamMessage =
  | ({ readonly kind: 'entries' } & PackedEntries)
  | { readonly kind: 'value'; readonly version: number; readonly bytes: Uint8Array }
  | { readonly kind: 'end' }
  | { readonly kind: 'failure'; readonly error: CarriedError };

/** A message of a server. */
export type ServerMessage =
  | { readonly kind: 'welcome'; readonly log: string; readonly sample: unknown }
  | { readonly kind: 'beat' | 'bye' }
  | { readonly kind: 'answer'; readonly call: number; readonly value: number | undefined }
  | { readonly kind: 'refusal'; readonly call: number; readonly error: CarriedError }
  | { readonly kind: 'lost'; readonly stream: number }
  | (StreamMessage & { readonly stream: number });

/** An error as it crosses the channel: its parts, and its reason if it is a `LogError`. */
export interface CarriedError {
  readonly name: string;
  readonly reason: LogErrorReason | undefined;
  readonly parts: readonly [subject: string, requirement: string, given: string, advice: string];
  /** The entry that cannot be read, if it is a single one. */
  readonly sequence?: number | undefined;
}

/** A message with its addresses. */
export interface Addressed<M> {
  readonly thalweg: 'log';
  readonly version: number;
  readonly from: string;
  readonly to: string;
  readonly message: M;
}

/** Returns what is sent of an error. */
export function carried(error: unknown): CarriedError {
  if (!(error instanceof ContractError))
    return {
      name: 'LogError',
      reason: 'unavailable',
      parts: [
        'remoteLog',
        'the log must do what it was asked',
        error instanceof Error ? String(error) : printed(error),
        'Look at the side that serves it.',
      ],
    };
  const { name, subject, requirement, given, advice } = error;
  return {
    name,
    reason: error instanceof LogError ? error.reason : undefined,
    parts: [subject, requirement, given, advice],
    sequence: error instanceof LogError ? error.sequence : undefined,
  };
}

/** Returns the error that was sent: of the same class if it is one that logs throw, and with the same message. */
export function arrived({ name, reason, parts, sequence }: CarriedError): Error {
  if (reason !== undefined) return new LogError(reason, ...parts, { sequence });
  const error = new ContractError(...parts);
  error.name = name;
  return error;
}
