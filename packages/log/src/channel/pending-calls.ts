import { LogError } from '../port/log-error.ts';
import { arrived, type CallRequest, type ServerMessage } from './protocol.ts';

/** The calls and the bytes that are under way at most; one call may have more bytes. */
const MOST_CALLS = 256;
const MOST_BYTES = 16e6;

interface PendingCall {
  readonly request: CallRequest;
  readonly resolve: (value: number | undefined) => void;
  readonly reject: (error: unknown) => void;
  /** The tick at which it was made. */
  readonly tick: number;
}

type Reply = Extract<ServerMessage, { readonly kind: 'answer' | 'refusal' }>;

/** The calls that have no answer, in order. Some are under way, and the others wait until there is room. */
export class PendingCalls {
  readonly #underWay = new Map<number, PendingCall>();
  /** In order. The first leaves a set at once, and an array only after all others have moved. */
  readonly #waiting = new Set<PendingCall>();
  #bytes = 0;
  #last = 0;

  get size(): number {
    return this.#underWay.size + this.#waiting.size;
  }

  /** Returns a promise of the answer. */
  add(request: CallRequest, tick: number): Promise<number | undefined> {
    return new Promise((resolve, reject) => this.#waiting.add({ request, resolve, reject, tick }));
  }

  /** Sends those for which there is room. */
  send(post: (message: CallRequest & { readonly call: number }) => void): void {
    // A port that turns out to be closed empties the set meanwhile.
    for (const pending of this.#waiting) {
      const { request } = pending;
      const size = request.bytes.length;
      if (this.#underWay.size >= MOST_CALLS || (this.#bytes > 0 && this.#bytes + size > MOST_BYTES)) return;
      this.#waiting.delete(pending);
      this.#bytes += size;
      this.#underWay.set(++this.#last, pending);
      // A copy, which is given away: the bytes are the caller’s.
      post({ ...request, bytes: new Uint8Array(request.bytes), call: this.#last });
    }
  }

  /** Settles the call that a reply is for. */
  settle(reply: Reply): void {
    const pending = this.#underWay.get(reply.call);
    if (pending === undefined) return;
    this.#underWay.delete(reply.call);
    this.#bytes -= pending.request.bytes.length;
    if (reply.kind === 'answer') pending.resolve(reply.value);
    else pending.reject(arrived(reply.error));
  }

  /** Rejects the calls under way: nobody knows whether they were done. */
  lose(error: Error): void {
    const lost = [...this.#underWay.values()];
    this.#underWay.clear();
    this.#bytes = 0;
    for (const { reject } of lost) reject(error);
  }

  /** Rejects the calls that wait since a tick or longer. */
  expire(tick: number, error: Error): void {
    for (const pending of this.#waiting)
      if (pending.tick <= tick) {
        this.#waiting.delete(pending);
        pending.reject(error);
      }
  }
}

/** Returns the error for a log that does not answer. */
export function unavailable(why: string): LogError {
  return new LogError(
    'unavailable',
    'remoteLog',
    'the other side must serve the log',
    why,
    'Call serveLog there; append again with the same id.',
  );
}
