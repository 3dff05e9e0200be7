import type { Subjects } from '../subjects.ts';
import type { Publisher, Stored } from './publisher.ts';

/** The payload of an entry that was stored in chunks: the length of the whole, and the sequence of each chunk. */
export interface ChunkList {
  readonly length: number;
  readonly sequences: readonly number[];
}

/** Stores the chunks of a payload, in the stream of the entries, and returns the payload of the entry that lists them. */
export async function storeChunks(
  publisher: Publisher,
  subjects: Subjects,
  { topic, bytes, id, size }: { topic: string; bytes: Uint8Array; id: string; size: number },
): Promise<Uint8Array> {
  const subject = subjects.chunk(topic);
  const stored: Promise<Stored | 'conflict'>[] = [];
  for (let start = 0; start < bytes.length; start += size)
    stored.push(publisher.publish({ subject, bytes: bytes.subarray(start, start + size), id: `${id}#${start}` }));
  const sequences = (await Promise.all(stored)).map(one => (one as Stored).sequence);
  const list: ChunkList = { length: bytes.length, sequences };
  return new TextEncoder().encode(JSON.stringify(list));
}
