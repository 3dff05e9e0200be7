import { CHUNKED } from '../append/publisher.ts';
import type { ChunkList } from '../append/chunks.ts';
import type { Subjects } from '../subjects.ts';
import type { LogEntry } from '@thalweg/log';
import { fetchChunks } from './fetch-chunks.ts';
import type { Delivery } from './delivery.ts';
import type { Link } from '../link/link.ts';

/** Makes entries of messages: of those in chunks too, which it fetches. */
export class EntryDecoder {
  readonly #link: Link;
  readonly #stream: string;
  readonly #subjects: Subjects;
  readonly #known = new Map<string, ReturnType<Subjects['parse']>>();

  constructor(link: Link, stream: string, subjects: Subjects) {
    this.#link = link;
    this.#stream = stream;
    this.#subjects = subjects;
  }

  decode({ message, bytes, sequence, time }: Delivery): LogEntry | Promise<LogEntry> {
    const { topic, kind } = this.#parsed(message.subject);
    const entry = { topic, sequence, time, bytes };
    if (kind === 'p' || (kind === 'e' && message.headers?.has(CHUNKED) !== true)) return entry;
    return this.#whole(entry);
  }

  async #whole(entry: LogEntry): Promise<LogEntry> {
    const list = JSON.parse(new TextDecoder().decode(entry.bytes)) as ChunkList;
    return { ...entry, bytes: await fetchChunks(this.#link, this.#stream, list, entry.sequence) };
  }

  #parsed(subject: string): ReturnType<Subjects['parse']> {
    let parsed = this.#known.get(subject);
    if (parsed === undefined) this.#known.set(subject, (parsed = this.#subjects.parse(subject)));
    return parsed;
  }
}
