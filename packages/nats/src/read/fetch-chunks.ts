import { LogError } from '@thalweg/log';
import { damagedEntry, type ChunkList } from '../append/chunks.ts';
import type { Link } from '../link/link.ts';
import { retrying } from '../link/retrying.ts';

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
export async function fetchChunks(link: Link, stream: string, wanted: Wanted): Promise<Uint8Array> {
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
