import { DataError } from '@thalweg/data';
import type { Chunks } from '../source/byte-source.ts';
import type { RowPlace } from './block.ts';

/**
 * Returns chunks without their first byte, which ends the line before a row, or else the file.
 *
 * - **Throws** `DataError` while reading, if it ends neither: then the file has changed since the place was kept
 */
export async function* afterLineEnd(source: string, chunks: Chunks, { byte, row }: RowPlace): Chunks {
  let before: number | undefined;
  for await (const chunk of chunks) {
    const rest = before === undefined ? chunk.subarray(1) : chunk;
    before ??= chunk[0];
    if (rest.length === 0) continue;
    if (before !== 10 && before !== 13) throw changed(source, byte, row);
    yield rest;
  }
  if (before === undefined) throw changed(source, byte, row);
}

function changed(source: string, byte: number, row: number): DataError {
  const requirement = `a row must begin at byte ${byte}, as when the position was kept`;
  const advice = 'Read the file from its start, or restore it.';
  return new DataError(source, requirement, 'another file', advice, { source, row });
}
