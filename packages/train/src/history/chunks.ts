/**
 * Records in chunks by number. A record changes the last chunk, and the oldest chunk goes as a whole: so patches are few,
 * and all chunks between stay the same objects.
 */
export type Chunks<R> = Readonly<Record<string, readonly R[]>>;

/** The records in a list, the oldest first. */
export function recordsOf<R>({ records }: { readonly records: Chunks<R> }): R[] {
  return Object.values(records).flatMap(chunk => chunk);
}

/** So many records make a chunk, which is the least copying if so many are kept. */
export function chunkSize(keep: number): number {
  return Math.ceil(Math.sqrt(keep));
}

/** Appends a record to a draft of chunks, and drops the oldest chunks so that no more than `keep` records are left. */
export function append<R>(draft: Record<string, R[]>, chunks: Chunks<R>, record: R, keep: number): void {
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
