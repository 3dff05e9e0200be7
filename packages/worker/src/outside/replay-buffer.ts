import { isBefore } from '../wire/record-offset.ts';
import type { ChangeMessage, KeptState, RecordOffset, ToWorker, Call, CallMessage, Change } from '../wire/protocol.ts';
import { type Packed, unpacked } from '../wire/packed.ts';
import { arrived, type CarriedError } from '../wire/carried-error.ts';

/** Something that the worker gets in order. */
type Entry =
  | { readonly kind: 'start'; readonly records: boolean }
  | { readonly kind: 'complete' }
  | { readonly kind: 'change'; readonly ordinal: number; readonly message: ChangeMessage }
  | RecordEntry;

interface RecordEntry {
  readonly kind: 'record';
  readonly at: RecordOffset;
  readonly record: Packed;
  readonly buffers: ReadonlySet<ArrayBuffer>;
}

/** Sends a message, and transfers buffers. */
type PostToWorker = (message: ToWorker, buffers?: ReadonlySet<ArrayBuffer>) => void;

/** Options of {@link ReplayBuffer}. */
interface ReplayBufferOptions {
  /** The number of records that may be on their way. */
  readonly credit: number;
  /** The number of records that are kept for another worker; 0 for none. */
  readonly keep: number;
  readonly post: PostToWorker;
}

/**
 * The messages that the worker gets, in order: no more records are on their way than the credit allows. With `keep`, entries stay until a state
 * of the worker contains them, so that another worker can get them again.
 */
export class ReplayBuffer {
  readonly #options: ReplayBufferOptions;
  #entries: Entry[] = [];
  /** The number of entries that were sent, and of records among all entries and among the sent ones. */
  #sent = 0;
  #records = 0;
  #sentRecords = 0;
  /** The number of records on their way. */
  #inFlight = 0;
  #changes = 0;

  constructor(options: ReplayBufferOptions) {
    this.#options = options;
  }

  /** The number of further records that there is room for. */
  get room(): number {
    const { credit, keep } = this.#options;
    const free = credit - this.#inFlight - (this.#records - this.#sentRecords);
    return keep === 0 ? free : Math.min(free, keep - this.#records);
  }

  /** True if no record is on its way, and none can follow before a state arrives. */
  get isStuck(): boolean {
    const { keep } = this.#options;
    return keep > 0 && this.#records >= keep && this.#inFlight === 0 && this.#sentRecords === this.#records;
  }

  /** The number of records on their way. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** The training starts, with records or over its own data. */
  start(records: boolean): void {
    this.#entries.push({ kind: 'start', records });
  }

  complete(): void {
    this.#entries.push({ kind: 'complete' });
  }

  change(message: ChangeMessage): void {
    this.#entries.push({ kind: 'change', ordinal: ++this.#changes, message });
  }

  record(at: RecordOffset, record: Packed, buffers: ReadonlySet<ArrayBuffer>): void {
    this.#entries.push({ kind: 'record', at, record, buffers });
    this.#records++;
  }

  /** The worker has taken so many records. */
  took(count: number): void {
    this.#inFlight -= count;
  }

  /** Forgets what a state contains. */
  contained({ resume, applied }: Pick<KeptState, 'resume' | 'applied'>): void {
    const sent = this.#entries.slice(0, this.#sent).filter(entry => isAfter(entry, resume, applied));
    this.#replace(sent, this.#entries.slice(this.#sent));
  }

  /** Begins again, for another worker. */
  rewind(): void {
    this.#inFlight = 0;
    this.#replace([], this.#entries);
  }

  /** Sends what may be sent. */
  send(): void {
    const { credit, keep } = this.#options;
    for (let next = this.#entries[this.#sent]; next !== undefined; next = this.#entries[this.#sent]) {
      if (next.kind !== 'record') {
        this.#sent++;
        this.#options.post(next.kind === 'change' ? next.message : next);
      } else {
        if (this.#inFlight >= credit) break;
        this.#sendRecords(next);
      }
    }
    if (keep === 0) this.#replace([], this.#entries.slice(this.#sent));
  }

  /** Sends records that follow each other in one message. */
  #sendRecords(first: RecordEntry): void {
    const { credit, keep, post } = this.#options;
    const records: unknown[] = [];
    const buffers = new Set<ArrayBuffer>();
    let tensors = false;
    for (let next: Entry | undefined = first; this.#inFlight < credit; next = this.#entries[this.#sent]) {
      if (next?.kind !== 'record' || next.at.epoch !== first.at.epoch) break;
      records.push(next.record.value);
      tensors ||= next.record.tensors;
      if (keep === 0) for (const buffer of next.buffers) buffers.add(buffer);
      this.#sent++;
      this.#sentRecords++;
      this.#inFlight++;
    }
    post({ kind: 'records', from: first.at, records: { value: records, tensors } }, buffers);
  }

  #replace(sent: Entry[], unsent: Entry[]): void {
    const recordsIn = (entries: readonly Entry[]): number => entries.filter(({ kind }) => kind === 'record').length;
    this.#entries = [...sent, ...unsent];
    this.#sent = sent.length;
    this.#sentRecords = recordsIn(sent);
    this.#records = this.#sentRecords + recordsIn(unsent);
  }
}

/** Returns true for what a state does not contain. A worker that begins with it is started again. */
function isAfter(entry: Entry, resume: RecordOffset, applied: number): boolean {
  if (entry.kind === 'record') return !isBefore(entry.at, resume);
  return entry.kind !== 'change' || entry.ordinal > applied;
}

interface Pending {
  /** Sent again to another worker; a change is in the replay buffer instead. */
  readonly message: CallMessage | ChangeMessage;
  readonly fulfil: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The requests that wait for their answers. */
export class PendingCalls {
  readonly #pending = new Map<number, Pending>();
  #last = 0;

  get size(): number {
    return this.#pending.size;
  }

  /** Returns the message of a request, and a promise of its answer. */
  add(what: Call): { readonly message: CallMessage; readonly answer: Promise<unknown> };
  add(what: Change): { readonly message: ChangeMessage; readonly answer: Promise<unknown> };
  add(what: Call | Change): { readonly message: CallMessage | ChangeMessage; readonly answer: Promise<unknown> } {
    const id = ++this.#last;
    const message = isChange(what) ? { kind: 'change' as const, id, ...what } : { kind: 'call' as const, id, ...what };
    const answer = new Promise<unknown>((fulfil, reject) => this.#pending.set(id, { message, fulfil, reject }));
    return { message, answer };
  }

  /** Returns the requests that another worker has to get again. */
  again(): readonly CallMessage[] {
    return [...this.#pending.values()].flatMap(({ message }) => (message.kind === 'call' ? [message] : []));
  }

  answered(id: number, value: Packed | undefined): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    try {
      pending?.fulfil(value && unpacked(value));
    } catch (error) {
      pending?.reject(error);
    }
  }

  refused(id: number, error: CarriedError): void {
    this.#pending.get(id)?.reject(arrived(error));
    this.#pending.delete(id);
  }

  /** Forgets a request that could not be sent. */
  drop(id: number): void {
    this.#pending.delete(id);
  }

  fail(error: unknown): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

function isChange(what: Call | Change): what is Change {
  return what.what === 'set' || what.what === 'restore';
}
