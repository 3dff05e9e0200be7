import type { Subscriber } from 'rxjs';
import type { LogEntry } from '../port/log.ts';
import { arrived } from './carried-error.ts';
import { unpacked } from './packed-entries.ts';
import type { StreamMessage, StreamRequest } from './protocol.ts';
import type { RemoteStream } from './remote-stream.ts';

/** One subscription that reads entries of a remote log. */
export class RemoteReading implements RemoteStream {
  readonly #subscriber: Subscriber<LogEntry>;
  readonly #topics: readonly string[];
  readonly #until: 'end' | undefined;
  #from: number;
  /** The number of entries that may still come. */
  #allowed: number;

  constructor(
    subscriber: Subscriber<LogEntry>,
    { topics, from, until, allowed }: Omit<Extract<StreamRequest, { readonly kind: 'read' }>, 'kind'>,
  ) {
    this.#subscriber = subscriber;
    this.#topics = topics;
    this.#from = from;
    this.#until = until;
    this.#allowed = allowed;
  }

  get begun(): boolean {
    return this.#from > 0;
  }

  get request(): StreamRequest {
    const allowed = Math.max(0, this.#allowed);
    return { kind: 'read', topics: this.#topics, from: this.#from, until: this.#until, allowed };
  }

  /** Notes that so many more entries may come. */
  allow(count: number): void {
    this.#allowed += count;
  }

  take(message: StreamMessage): number {
    if (message.kind === 'end') this.#subscriber.complete();
    if (message.kind === 'failure') this.fail(arrived(message.error));
    if (message.kind !== 'entries') return 0;
    for (const entry of unpacked(message)) {
      if (this.#subscriber.closed) break;
      // A reading that was opened again may have been under way before.
      if (entry.sequence < this.#from) continue;
      this.#allowed--;
      this.#from = entry.sequence + 1;
      this.#subscriber.next(entry);
    }
    return message.heads.length;
  }

  fail(error: unknown): void {
    this.#subscriber.error(error);
  }
}
