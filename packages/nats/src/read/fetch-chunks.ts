import type { ChunkList } from '../append/chunks.ts';
import { LogError } from '@thalweg/log';
import { trimmed } from '@thalweg/log/engine';
import type { Link } from '../link/link.ts';
import { retrying } from '../link/retrying.ts';

/** Chunks that are asked for at a time: more than the server may hold for one client, and it would hang up. */
const AT_ONCE = 8;

/** How often a chunk is asked for that is not there: a replica may lag behind. */
const ATTEMPTS = 20;

/**
 * Fetches the chunks of an entry and joins them.
 *
 * - **Rejects** with a {@link LogError} `'trimmed'` if some are no longer kept, and `'damaged'` if they are not what was stored
 */
export async function fetchChunks(link: Link, stream: string, list: ChunkList, sequence: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(list.length);
  const chunks: (Uint8Array | undefined)[] = [];
  let index = 0;
  const fetchSome = async (): Promise<void> => {
    while (index < list.sequences.length) {
      const own = index++;
      chunks[own] = await fetchChunk(link, stream, list.sequences[own]!, sequence);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, fetchSome));
  let length = 0;
  for (const chunk of chunks) {
    if (length + chunk!.length > bytes.length) throw damaged(sequence, 'more of them');
    bytes.set(chunk!, length);
    length += chunk!.length;
  }
  if (length !== bytes.length) throw damaged(sequence, `${length} of ${bytes.length} bytes`);
  return bytes;
}

async function fetchChunk(link: Link, stream: string, seq: number, entry: number): Promise<Uint8Array> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const message = await retrying(
      link,
      () => true,
      () => link.manager.direct.getMessage(stream, { seq }),
    );
    if (message !== null) return message.data;
    const { state } = await retrying(
      link,
      () => true,
      () => link.manager.streams.info(stream),
    );
    if (state.first_seq > seq) throw trimmed(entry, state.first_seq);
    await new Promise(resolve => setTimeout(resolve, 50 * attempt));
  }
  throw damaged(entry, `none at sequence ${seq}`);
}

function damaged(sequence: number, given: string): LogError {
  const requirement = `the chunks of the entry at sequence ${sequence} must be what was stored`;
  return new LogError('damaged', 'read', requirement, given, 'Restore the log from a copy.');
}
