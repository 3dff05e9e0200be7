/**
 * Records in chunks by number. A record changes the last chunk, and the oldest chunk goes as a whole: so patches are few,
 * and all chunks between stay the same objects.
 */
export type Chunks<R> = Readonly<Record<string, readonly R[]>>;

/** The records in a list, the oldest first. */
export function recordsOf<R>({ records }: { readonly records: Chunks<R> }): R[] {
  return Object.values(records).flatMap(chunk => chunk);
}
