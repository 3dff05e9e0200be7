import { type LogEntry, LogError } from '@thalweg/log';
import { type ChunkList, chunkListIn, damagedEntry } from '../append/chunks.ts';
import { CHUNKED } from '../append/publisher.ts';
import { type Link, retrying } from '../link/link.ts';
import type { Subjects } from '../link/subjects.ts';
import type { Delivery } from './server-consumer.ts';

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

/** Chunks that are asked for at a time: more than the server may hold for one client, and it would hang up. */
const AT_ONCE = 8;

/** The chunks to fetch. */
interface Wanted {
  /** A list that was checked. */
  readonly list: ChunkList;
  /** The sequence of the entry that has it. */
  readonly entry: number;
  /** False once nobody waits for the entry any more. */
  readonly goesOn: () => boolean;
}

/**
 * Fetches the chunks of an entry and joins them. It holds no more than what came.
 *
 * - **Rejects** with a {@link LogError} `'trimmed'` if some are no longer kept, and `'damaged'` if they are not what was stored
 */
async function fetchChunks(link: Link, stream: string, wanted: Wanted): Promise<Uint8Array> {
  const { list, entry } = wanted;
  const chunks: Uint8Array[] = [];
  let index = 0;
  let length = 0;
  const fetchSome = async (): Promise<void> => {
    while (index < list.sequences.length && length <= list.length) {
      const own = index++;
      const chunk = await fetchChunk(link, stream, list.sequences[own]!, wanted);
      chunks[own] = chunk;
      length += chunk.length;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, fetchSome));
  if (length !== list.length) throw damagedEntry(entry, `${list.length} bytes in its chunks`, String(length));
  const bytes = new Uint8Array(length);
  let end = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, end);
    end += chunk.length;
  }
  return bytes;
}

async function fetchChunk(link: Link, stream: string, seq: number, { entry, goesOn }: Wanted): Promise<Uint8Array> {
  const message = await retrying(link, goesOn, () => link.manager.direct.getMessage(stream, { seq }));
  if (message !== null) return message.data;
  // A replica that answered may lag behind: the leader of the stream knows.
  const stored = await retrying(link, goesOn, () => link.manager.streams.getMessage(stream, { seq }));
  if (stored !== null) return stored.data;
  const { state } = await retrying(link, goesOn, () => link.manager.streams.info(stream));
  if (state.first_seq > seq) throw trimmedEntry(entry, state.first_seq);
  throw damagedEntry(entry, `a chunk at sequence ${seq}`, 'none');
}

function trimmedEntry(sequence: number, first: number): LogError {
  return new LogError(
    'trimmed',
    'read',
    `the chunks of the entry at sequence ${sequence} must be kept`,
    `a log that begins at ${first}`,
    'Take a newer snapshot, keep more entries, or read from 0, the oldest that are kept.',
    { sequence },
  );
}
