import { defer, Subject, type Subscription } from 'rxjs';
import type { Log, LogEntry, VersionedValue } from '../port/log.ts';
import { packed } from './message-fields.ts';
import { carried, type StreamMessage, type StreamRequest } from './protocol.ts';

/** The numbers of entries and of their bytes that are unconfirmed at most; one entry may be larger. */
const MOST_ENTRIES = 256;

const MOST_BYTES = 16e6;

/** As many are asked for at a time: a log may have larger ones next than those before. */
const AHEAD = 16;

type Request = Extract<StreamRequest, { readonly kind: 'read' }>;

/** Reads for a client: asks the log for what the client allows, as long as the client confirms what has come. */
export class ServedEntryStream implements ServedStream {
  readonly #post: (message: StreamMessage) => void;
  readonly #demand = new Subject<number>();
  readonly #subscription: Subscription;
  #allowed: number;
  #asked = 0;
  #arrived = 0;
  /** The sizes of those that are unconfirmed, the oldest first, and their sum. */
  #unconfirmed: number[] = [];
  #bytes = 0;
  /** The size of the largest entries of late; one is asked for to see how large they are. */
  #size = MOST_BYTES;
  #waiting: LogEntry[] = [];

  constructor(log: Log, { topics, from, until, allowed }: Request, post: (message: StreamMessage) => void) {
    this.#post = post;
    this.#allowed = allowed;
    this.#subscription = defer(() => log.read(topics, from, { demand: this.#demand, until })).subscribe({
      next: entry => this.#take(entry),
      error: (error: unknown) => this.#end({ kind: 'failure', error: carried(error) }),
      complete: () => this.#end({ kind: 'end' }),
    });
    this.#ask();
  }

  get ended(): boolean {
    return this.#subscription.closed;
  }

  allow(count: number): void {
    this.#allowed += count;
    this.#ask();
  }

  ack(count: number): void {
    for (const size of this.#unconfirmed.splice(0, count)) this.#bytes -= size;
    this.#ask();
  }

  close(): void {
    this.#waiting = [];
    this.#subscription.unsubscribe();
  }

  #ask(): void {
    const open = this.#asked - this.#arrived;
    const taken = this.#unconfirmed.length + open;
    const fitting = Math.floor((MOST_BYTES - this.#bytes) / this.#size);
    const room = Math.min(AHEAD, fitting, MOST_ENTRIES - this.#unconfirmed.length);
    const count = Math.min(this.#allowed - this.#asked, Math.max(room - open, taken === 0 ? 1 : 0));
    if (count <= 0) return;
    this.#asked += count;
    this.#demand.next(count);
  }

  #take(entry: LogEntry): void {
    const size = Math.max(1, entry.bytes.length);
    this.#size = this.#arrived === 0 ? size : Math.max(size, 0.9 * this.#size);
    this.#arrived++;
    this.#bytes += size;
    this.#unconfirmed.push(size);
    // Those that come at once go in one message.
    if (this.#waiting.push(entry) === 1) void Promise.resolve().then(() => this.#flush());
    this.#ask();
  }

  #end(message: StreamMessage): void {
    this.#flush();
    this.#post(message);
  }

  #flush(): void {
    const entries = this.#waiting;
    this.#waiting = [];
    for (const message of packed(entries)) this.#post({ kind: 'entries', ...message });
  }
}

/** Watches a key for a client: one value is under way, and only the newest waits. */
export class ServedWatching implements ServedStream {
  readonly #post: (message: StreamMessage) => void;
  readonly #subscription: Subscription;
  #underWay = false;
  #newest: VersionedValue | undefined;

  constructor(log: Log, key: string, post: (message: StreamMessage) => void) {
    this.#post = post;
    this.#subscription = defer(() => log.watch(key)).subscribe({
      next: value => {
        this.#newest = value;
        this.#send();
      },
      error: (error: unknown) => post({ kind: 'failure', error: carried(error) }),
      complete: () => post({ kind: 'end' }),
    });
  }

  get ended(): boolean {
    return this.#subscription.closed;
  }

  allow(): void {}

  ack(): void {
    this.#underWay = false;
    this.#send();
  }

  close(): void {
    this.#subscription.unsubscribe();
  }

  #send(): void {
    if (this.#underWay || this.#newest === undefined) return;
    const { version, bytes } = this.#newest;
    this.#newest = undefined;
    this.#underWay = true;
    this.#post({ kind: 'value', version, bytes: new Uint8Array(bytes) });
  }
}

/** A stream that a server has open for a client. */
export interface ServedStream {
  /** True once its end was sent. */
  readonly ended: boolean;
  /** Allows so many more entries. */
  allow(count: number): void;
  /** Notes that so many entries or values have arrived. */
  ack(count: number): void;
  close(): void;
}
