import { createInbox, headers, type Msg, type MsgHdrs, type Subscription } from '@nats-io/nats-core';
import { LogError } from '@thalweg/log';
import {
  boolean,
  type GenericSchema,
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
} from 'valibot';
import { closed, type Link, unavailable } from '../link/link.ts';

/** A message to store. */
export interface Message {
  readonly subject: string;
  readonly bytes: Uint8Array;
  /** The server stores one message with an id, and answers the second one like the first. */
  readonly id: string;
  /** The sequence that the last message of the subject must have; 0 if there must be none. */
  readonly expected?: number | undefined;
  readonly epoch?: number | undefined;
  /** The seal of the epoch, beside it. */
  readonly seal?: string | undefined;
  /** True if the bytes list chunks; for entries of an epoch, whose subject does not say so. */
  readonly chunked?: boolean | undefined;
}

/** A message that was stored, now or before. */
export interface Stored {
  readonly sequence: number;
  readonly duplicate: boolean;
}

interface Publication {
  readonly message: Message;
  readonly headers: MsgHdrs;
  readonly resolve: (stored: Stored | 'conflict') => void;
  readonly reject: (error: Error) => void;
  /** When it was published, and published again; before that, when it began to wait. In ms of the monotonic clock. */
  since: number;
  sent: number;
}

/** The header of the epoch of an entry. */
export const EPOCH = 'Thalweg-Epoch';

/** The header of a seal, without which no epoch counts. */
export const SEAL = 'Thalweg-Seal';

/** The header that says that an entry of an epoch lists chunks. */
export const CHUNKED = 'Thalweg-Chunked';

/** Bytes under way at most, so that nothing that is sent waits for seconds. */
const MOST_BYTES = 16 * 1024 * 1024;

/** How often to look for what the server did not answer. */
const LOOK = 250;

/** After so long without an answer, a message is sent again. */
const AGAIN = 5_000;

/**
 * Publishes messages in order, a bounded number at a time, until each is stored. What a lost connection left unanswered is
 * sent again in the same order; the id keeps the server from storing it twice.
 */
export class Publisher {
  readonly #link: Link;
  readonly #most: number;
  readonly #patience: number;
  readonly #inbox = createInbox();
  readonly #replies: Subscription;
  /** In the order in which they were first sent. */
  readonly #sent = new Map<string, Publication>();
  #waiting: Publication[] = [];
  #bytes = 0;
  #count = 0;
  #downSince = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Why the server stores nothing, as it said last; `undefined` once it stores, or while there is no connection. */
  #busy: string | undefined;

  constructor(link: Link, { inFlight, patience }: { readonly inFlight: number; readonly patience: number }) {
    this.#link = link;
    this.#most = inFlight;
    this.#patience = patience;
    this.#replies = link.connection.subscribe(`${this.#inbox}.*`, { callback: (_, reply) => this.#answered(reply) });
    link.changed.subscribe({ next: up => (up ? this.#sendAgain() : this.#lost()), complete: () => this.#end() });
  }

  /**
   * Stores a message. Fulfils with `'conflict'` if the last message of the subject is not the expected one.
   *
   * - **Rejects** with a `LogError` `'unavailable'` if the server did not answer in time
   */
  publish(message: Message): Promise<Stored | 'conflict'> {
    if (this.#link.closed) return Promise.reject(closed('append'));
    return new Promise((resolve, reject) => {
      const since = performance.now();
      this.#waiting.push({ message, headers: headersOf(message), resolve, reject, since, sent: 0 });
      this.#go();
    });
  }

  #go(): void {
    let taken = 0;
    while (taken < this.#waiting.length && this.#hasRoomFor(this.#waiting[taken]!)) this.#take(this.#waiting[taken++]!);
    if (taken > 0) this.#waiting = this.#waiting.slice(taken);
    if (this.#timer === undefined && this.#sent.size > 0) this.#timer = setTimeout(() => this.#look(), LOOK);
  }

  #hasRoomFor({ message }: Publication): boolean {
    if (this.#sent.size === 0) return true;
    return this.#sent.size < this.#most && this.#bytes + message.bytes.length <= MOST_BYTES;
  }

  #take(publication: Publication): void {
    const token = (++this.#count).toString(36);
    publication.since = performance.now();
    this.#sent.set(token, publication);
    this.#bytes += publication.message.bytes.length;
    if (this.#link.up) this.#send(token, publication);
  }

  #send(token: string, publication: Publication): void {
    const { message, headers } = publication;
    publication.sent = performance.now();
    try {
      this.#link.connection.publish(message.subject, message.bytes, { headers, reply: `${this.#inbox}.${token}` });
    } catch (error) {
      this.#takeOut(token)?.reject(unavailable('append', 'the server must take the entry', error, 'Is it too large?'));
    }
  }

  #answered(reply: Msg): void {
    const token = reply.subject.slice(this.#inbox.length + 1);
    const answer = acknowledgement(reply);
    // What is busy now is sent again with all others, so that the order stays.
    if (answer.kind === 'busy') return this.#expire(answer.reason);
    this.#busy = undefined;
    const publication = this.#takeOut(token);
    if (answer.kind === 'stored') publication?.resolve(answer);
    else if (answer.kind === 'conflict') publication?.resolve('conflict');
    else publication?.reject(refused(answer));
    this.#go();
  }

  #takeOut(token: string): Publication | undefined {
    const publication = this.#sent.get(token);
    if (publication === undefined) return undefined;
    this.#sent.delete(token);
    this.#bytes -= publication.message.bytes.length;
    return publication;
  }

  /** Has the next look send all again. */
  #expire(reason: string): void {
    this.#busy = reason;
    for (const publication of this.#sent.values()) publication.sent = -Infinity;
  }

  #lost(): void {
    this.#downSince = performance.now();
    this.#busy = undefined;
  }

  #sendAgain(): void {
    for (const [token, publication] of this.#sent) this.#send(token, publication);
  }

  #look(): void {
    this.#timer = undefined;
    const now = performance.now();
    for (const [token, { since }] of this.#sent) if (now - since > this.#patience) this.#giveUp(this.#takeOut(token)!);
    if (!this.#link.up && now - this.#downSince > this.#patience) this.#giveUpWaiting(now);
    const [oldest] = this.#sent.values();
    if (this.#link.up && oldest !== undefined && now - oldest.sent > AGAIN) this.#sendAgain();
    this.#go();
  }

  #giveUpWaiting(now: number): void {
    const late = this.#waiting.filter(({ since }) => now - since > this.#patience);
    this.#waiting = this.#waiting.filter(publication => !late.includes(publication));
    for (const publication of late) this.#giveUp(publication);
  }

  #giveUp({ reject }: Publication): void {
    const given = this.#busy === undefined ? `no answer in ${this.#patience} ms` : `'${this.#busy}' for so long`;
    reject(
      unavailable('append', 'the server must acknowledge what is written', given, 'Write it again with the same id.'),
    );
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#replies.unsubscribe();
    for (const { reject } of [...this.#sent.values(), ...this.#waiting]) reject(closed('append'));
    this.#sent.clear();
    this.#waiting = [];
  }
}

const REFUSED = 'See the limits of the stream and of the account.';

function refused({ reason, tooLarge }: { readonly reason: string; readonly tooLarge: boolean }): LogError {
  return tooLarge
    ? new LogError('invalid', 'append', 'the stream must take messages of this size', reason, 'Raise its max_msg_size.')
    : unavailable('append', 'the server must store the entry', reason, REFUSED);
}

function headersOf({ id, expected, epoch, seal, chunked }: Message): MsgHdrs {
  const result = headers();
  result.append('Nats-Msg-Id', id);
  if (expected !== undefined) result.append('Nats-Expected-Last-Subject-Sequence', String(expected));
  if (epoch !== undefined) result.append(EPOCH, String(epoch));
  if (seal !== undefined) result.append(SEAL, seal);
  if (chunked === true && epoch !== undefined) result.append(CHUNKED, 'true');
  return result;
}

/** The server's answer to a message that was published. */
type Acknowledgement =
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
