import type { Msg } from '@nats-io/nats-core';

/** The server's answer to a message that was published. */
export type Acknowledgement =
  | { readonly kind: 'stored'; readonly sequence: number; readonly duplicate: boolean }
  /** The last message of the subject is not the expected one. */
  | { readonly kind: 'conflict' }
  /** The server cannot store for now: it starts, or it chooses a leader. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'refused'; readonly reason: string };

/** The server's numbers of the errors for an unexpected last sequence, of one server and of a cluster that is not sure yet. */
const WRONG_LAST_SEQUENCE = 10071;
const UNKNOWN_LAST_SEQUENCE = 10164;

const BUSY: Acknowledgement = { kind: 'busy' };
const CONFLICT: Acknowledgement = { kind: 'conflict' };

/** Reads the reply of the server to a message that was published. */
export function acknowledgement(reply: Msg): Acknowledgement {
  // Nobody listened on the subject: JetStream is not there yet.
  if (reply.data.length === 0) return BUSY;
  const { seq, duplicate, error } = reply.json<Reply>();
  if (error === undefined) return { kind: 'stored', sequence: seq!, duplicate: duplicate === true };
  if (error.err_code === WRONG_LAST_SEQUENCE) return CONFLICT;
  if (error.code === 503 || error.err_code === UNKNOWN_LAST_SEQUENCE) return BUSY;
  return { kind: 'refused', reason: error.description ?? String(error.err_code) };
}

interface Reply {
  readonly seq?: number;
  readonly duplicate?: boolean;
  readonly error?: { readonly code: number; readonly err_code?: number; readonly description?: string };
}
