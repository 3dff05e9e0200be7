import type { Chunks } from './chunks.ts';

/** Returns the number of records in a chunk that needs the least copying when `keep` records are kept. */
export function chunkSize(keep: number): number {
  return Math.ceil(Math.sqrt(keep));
}

/** Appends a record to a draft of chunks, and drops the oldest chunks so that no more than `keep` records are left. */
export function appendRecord<R>(draft: Record<string, R[]>, chunks: Chunks<R>, record: R, keep: number): void {
  const numbers = Object.keys(chunks);
  const last = numbers.at(-1);
  if (last === undefined) draft[0] = [record];
  else if (chunks[last]!.length < chunkSize(keep)) draft[last]!.push(record);
  else draft[Number(last) + 1] = [record];
  let count = 1 + numbers.reduce((sum, number) => sum + chunks[number]!.length, 0);
  for (const number of numbers) {
    if (count <= keep) return;
    count -= chunks[number]!.length;
    delete draft[number];
  }
}
