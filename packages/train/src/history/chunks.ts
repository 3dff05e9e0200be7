/**
 * Records in numbered chunks. A new record changes only the last chunk, and the oldest chunk is dropped whole. So patches
 * are few, and all chunks between stay the same objects.
 */
export type Chunks<R> = Readonly<Record<string, readonly R[]>>;

/** Returns the records as a list, the oldest first. */
export function recordsOf<R>({ records }: { readonly records: Chunks<R> }): R[] {
  return Object.values(records).flatMap(chunk => chunk);
}
