import type { Msg } from '@nats-io/nats-core';
import {
  boolean,
  integer,
  maxLength,
  maxValue,
  minValue,
  number,
  object,
  optional,
  pipe,
  safeParse,
  string,
  type GenericSchema,
} from 'valibot';

/** The server's answer to a message that was published. */
export type Acknowledgement =
  | { readonly kind: 'stored'; readonly sequence: number; readonly duplicate: boolean }
  /** The last message of the subject is not the expected one. */
  | { readonly kind: 'conflict' }
  /** The server cannot store for now: it starts, it chooses a leader, or the stream is full. */
  | { readonly kind: 'busy'; readonly reason: string }
  /** It is too large, if it will be so later too. */
  | { readonly kind: 'refused'; readonly reason: string; readonly tooLarge: boolean };

/** The server's numbers of the errors for an unexpected last sequence, of one server and of a cluster that is not sure yet. */
const WRONG_LAST_SEQUENCE = 10071;
const UNKNOWN_LAST_SEQUENCE = 10164;
/** That for a message above the `max_msg_size` of its stream. */
const TOO_LARGE = 10054;

const NOBODY: Acknowledgement = { kind: 'busy', reason: 'no stream took it: it is missing, or the server starts' };
const UNCLEAR: Acknowledgement = { kind: 'busy', reason: 'an answer that is none of JetStream' };
const CONFLICT: Acknowledgement = { kind: 'conflict' };

/** Reads the reply of the server to a message that was published. */
export function acknowledgement(reply: Msg): Acknowledgement {
  // Nobody listened on the subject: JetStream is not there yet.
  if (reply.data.length === 0) return NOBODY;
  const answer = replyIn(reply.data);
  // What is none of the server's answers tells nothing: the message is sent again, until its time is over.
  if (answer === undefined) return UNCLEAR;
  const { seq, duplicate, error } = answer;
  if (error === undefined)
    return seq === undefined || seq === 0 ? UNCLEAR : { kind: 'stored', sequence: seq, duplicate: duplicate === true };
  if (error.err_code === WRONG_LAST_SEQUENCE) return CONFLICT;
  const reason = (error.description ?? `error ${error.err_code ?? error.code}`).slice(0, LONGEST_REASON);
  if (error.code === 503 || error.err_code === UNKNOWN_LAST_SEQUENCE) return { kind: 'busy', reason };
  return { kind: 'refused', reason, tooLarge: error.err_code === TOO_LARGE };
}

function replyIn(data: Uint8Array): Reply | undefined {
  if (data.length > LONGEST_REPLY) return undefined;
  try {
    const { success, output } = safeParse(schema, JSON.parse(new TextDecoder().decode(data)), { abortEarly: true });
    return success ? output : undefined;
  } catch {
    return undefined;
  }
}

/** The characters of a reason that an error shows. */
const LONGEST_REASON = 80;
/** The bytes of the longest answer that is read. Those of a server have some hundreds. */
const LONGEST_REPLY = 65_536;

const code = /* @__PURE__ */ pipe(number(), integer());

const schema = /* @__PURE__ */ object({
  seq: optional(pipe(number(), integer(), minValue(0), maxValue(Number.MAX_SAFE_INTEGER))),
  duplicate: optional(boolean()),
  error: optional(object({ code, err_code: optional(code), description: optional(pipe(string(), maxLength(1000))) })),
}) as GenericSchema<unknown, Reply>;

interface Reply {
  readonly seq?: number | undefined;
  readonly duplicate?: boolean | undefined;
  readonly error?:
    | { readonly code: number; readonly err_code?: number | undefined; readonly description?: string | undefined }
    | undefined;
}
