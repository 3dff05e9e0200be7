import { chunkListIn, damagedEntry } from '../append/chunks.ts';
import { CHUNKED } from '../append/publisher.ts';
import type { Subjects } from '../subjects.ts';
import type { LogEntry } from '@thalweg/log';
import { fetchChunks } from './fetch-chunks.ts';
import type { Delivery } from './delivery.ts';
import type { Link } from '../link/link.ts';

type Parsed = NonNullable<ReturnType<Subjects['parse']>>;

/** Makes entries of messages: of those in chunks too, which it fetches. */
export class EntryDecoder {
  readonly #link: Link;
  readonly #stream: string;
  readonly #subjects: Subjects;
  readonly #known = new Map<string, Parsed>();

  constructor(link: Link, stream: string, subjects: Subjects) {
    this.#link = link;
    this.#stream = stream;
    this.#subjects = subjects;
  }

  /**
   * Returns the entry of a message. `goesOn` says whether somebody waits for it.
   *
   * - **Throws** `LogError` `'damaged'` with its sequence, for a message that no log wrote
   */
  decode({ message, bytes, sequence, time }: Delivery, goesOn: () => boolean): LogEntry | Promise<LogEntry> {
    const { topic, kind } = this.#parsed(message.subject, sequence);
    const entry = { topic, sequence, time, bytes };
    if (kind === 'p' || (kind === 'e' && !isChunked(message, sequence))) return entry;
    const list = chunkListIn(bytes, sequence);
    return fetchChunks(this.#link, this.#stream, { list, entry: sequence, goesOn }).then(whole => ({
      ...entry,
      bytes: whole,
    }));
  }

  #parsed(subject: string, sequence: number): Parsed {
    const known = this.#known.get(subject);
    if (known !== undefined) return known;
    const parsed = this.#subjects.parse(subject);
    if (parsed === undefined)
      throw damagedEntry(sequence, 'a subject that ends with p, c or e', `'…${subject.slice(-40)}'`);
    this.#known.set(subject, parsed);
    return parsed;
  }
}

/** The headers are parsed when they are asked for: those of others may be none. */
function isChunked(message: Delivery['message'], sequence: number): boolean {
  try {
    return message.headers?.has(CHUNKED) === true;
  } catch {
    throw damagedEntry(sequence, 'headers', 'what cannot be parsed');
  }
}
