import { LogError } from '@thalweg/log';
import { misfitOf, parseJson } from '@thalweg/tensor/engine';
import { custom, integer, maxValue, minValue, number, object, pipe, safeParse, type GenericSchema } from 'valibot';
import type { Subjects } from '../link/subjects.ts';
import type { Publisher, Stored } from './publisher.ts';

/** The payload of an entry that was stored in chunks: the length of the whole, and the sequence of each chunk. */
export interface ChunkList {
  readonly length: number;
  readonly sequences: readonly number[];
}

/** The largest entry, in bytes: what a log in files takes too. Readers hold it in memory. */
export const LARGEST_ENTRY: number = 2 ** 30;
/** The bytes of the smallest chunk, and of the largest one: no server takes larger messages. */
export const SMALLEST_CHUNK = 1024;
const LARGEST_CHUNK: number = 2 ** 26;
/** The bytes of the longest list: one with a chunk for each kilobyte of the largest entry, each of 16 digits and a comma. */
const LONGEST_LIST = (17 * LARGEST_ENTRY) / SMALLEST_CHUNK + 64;

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

/**
 * Returns the list of chunks that the payload of an entry is. Nothing is fetched or allocated for one that no writer made.
 *
 * - **Throws** {@link LogError} `'damaged'`
 */
export function chunkListIn(bytes: Uint8Array, entry: number): ChunkList {
  if (bytes.length > LONGEST_LIST) throw damagedEntry(entry, `at most ${LONGEST_LIST} bytes`, String(bytes.length));
  const list = jsonIn(bytes);
  const { issues, output } = safeParse(schema, list, { abortEarly: true });
  const misfit = misfitOf(issues);
  if (misfit !== undefined) throw damagedEntry(entry, `${misfit.path} ${misfit.expected}`.trim(), misfit.given);
  const { length, sequences } = output as ChunkList;
  // A chunk that was stored again after a lost answer may come behind the next one, but before its entry.
  if (!sequences.every(sequence => Number.isSafeInteger(sequence) && sequence >= 1 && sequence < entry))
    throw damagedEntry(entry, `whole numbers from 1, below ${entry}`, 'others');
  if (new Set(sequences).size < sequences.length) throw damagedEntry(entry, 'each chunk once', 'one twice');
  const [least, most] = [(sequences.length - 1) * SMALLEST_CHUNK, sequences.length * LARGEST_CHUNK];
  if (length <= least || length > most)
    throw damagedEntry(entry, `${least + 1} to ${most} bytes in ${sequences.length} chunks`, String(length));
  return output as ChunkList;
}

const schema = /* @__PURE__ */ object({
  length: pipe(number(), integer(), minValue(1), maxValue(LARGEST_ENTRY)),
  sequences: custom<readonly number[]>(
    value => Array.isArray(value) && value.length >= 1 && value.length <= LARGEST_ENTRY / SMALLEST_CHUNK,
    'a list of sequences',
  ),
}) as GenericSchema<unknown>;

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** The error for an entry that no log wrote, or whose chunks are not what was stored. */
export function damagedEntry(sequence: number, expected: string, given: string): LogError {
  return new LogError(
    'damaged',
    'read',
    `the entry at sequence ${sequence} must be one of a log, with ${expected}`,
    given,
    'Let nothing else write to its subjects, or restore the log from a copy.',
    { sequence },
  );
}
