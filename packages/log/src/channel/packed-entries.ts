import type { LogEntry } from '../port/log.ts';
import type { PackedEntries } from './protocol.ts';

/** The bytes that go in one message. A reader that keeps one entry keeps no more than these. */
const MOST_BYTES = 65_536;

/** Packs entries into as few messages as are small; an entry that is larger has its own. */
export function* packed(entries: readonly LogEntry[]): Generator<PackedEntries> {
  for (let first = 0; first < entries.length;) {
    let size = 0;
    let end = first;
    do size += padded(entries[end++]!.bytes.length);
    while (end < entries.length && size + padded(entries[end]!.bytes.length) <= MOST_BYTES);
    const bytes = new Uint8Array(size);
    let at = 0;
    const heads = entries.slice(first, end).map(({ topic, sequence, time, bytes: own }) => {
      bytes.set(own, at);
      at += padded(own.length);
      return { topic, sequence, time, length: own.length };
    });
    yield { heads, bytes };
    first = end;
  }
}

/** Returns the entries of a message, as views of its bytes. */
export function unpacked({ heads, bytes }: PackedEntries): readonly LogEntry[] {
  let at = 0;
  return heads.map(({ topic, sequence, time, length }) => {
    const own = bytes.subarray(at, at + length);
    at += padded(length);
    return { topic, sequence, time, bytes: own };
  });
}

/** Returns the number of bytes that some take: the next multiple of 8. */
export function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}
