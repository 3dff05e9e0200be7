import { isBefore } from '../wire/record-place.ts';
import type { ChangeMessage, KeptState, RecordPosition, ToWorker } from '../wire/protocol.ts';
import type { Packed } from '../wire/packed.ts';

/** Something that the worker gets in order. */
type Entry =
  | { readonly kind: 'start'; readonly records: boolean }
  | { readonly kind: 'complete' }
  | { readonly kind: 'change'; readonly ordinal: number; readonly message: ChangeMessage }
  | RecordEntry;

interface RecordEntry {
  readonly kind: 'record';
  readonly at: RecordPosition;
  readonly record: Packed;
  readonly buffers: ReadonlySet<ArrayBuffer>;
}

/** Sends a message, and transfers buffers. */
type PostToWorker = (message: ToWorker, buffers?: ReadonlySet<ArrayBuffer>) => void;

/** Options of {@link Journal}. */
export interface JournalOptions {
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
export class Journal {
  readonly #options: JournalOptions;
  #entries: Entry[] = [];
  /** The number of entries that were sent, and of records among all entries and among the sent ones. */
  #sent = 0;
  #records = 0;
  #sentRecords = 0;
  /** The number of records on their way. */
  #inFlight = 0;
  #changes = 0;

  constructor(options: JournalOptions) {
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

  record(at: RecordPosition, record: Packed, buffers: ReadonlySet<ArrayBuffer>): void {
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
function isAfter(entry: Entry, resume: RecordPosition, applied: number): boolean {
  if (entry.kind === 'record') return !isBefore(entry.at, resume);
  return entry.kind !== 'change' || entry.ordinal > applied;
}
