import type { StreamMessage, StreamRequest } from './protocol.ts';

/** A stream of a client. It outlives a server: it is opened again with the next one. */
export interface RemoteStream {
  /** The request that opens it, from where it is. */
  readonly request: StreamRequest;
  /** True if it has a place in the log, so that another log cannot go on with it. */
  readonly begun: boolean;
  /** Takes a message. Returns the number of entries or values in it, which are to be confirmed. */
  take(message: StreamMessage): number;
  fail(error: unknown): void;
}
