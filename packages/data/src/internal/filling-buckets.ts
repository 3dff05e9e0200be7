/** Buckets that fill up. */
export class FillingBuckets<T> {
  readonly #sizes: readonly number[];
  readonly #dropRemainder: boolean;
  readonly #items: T[][];

  constructor(sizes: readonly number[], dropRemainder: boolean) {
    this.#sizes = sizes;
    this.#dropRemainder = dropRemainder;
    this.#items = sizes.map(() => []);
  }

  /** Puts an item into a bucket. Empties the bucket and returns its items if it is full. */
  add(item: T, bucket: number): T[] | undefined {
    return this.#items[bucket]!.push(item) === this.#sizes[bucket] ? this.#emptied(bucket) : undefined;
  }

  /** Empties the first bucket with items at the end of an epoch; undefined if there is none to be delivered. */
  rest(): T[] | undefined {
    const bucket = this.#dropRemainder ? -1 : this.#items.findIndex(({ length }) => length > 0);
    return bucket < 0 ? undefined : this.#emptied(bucket);
  }

  #emptied(bucket: number): T[] {
    const items = this.#items[bucket]!;
    this.#items[bucket] = [];
    return items;
  }
}
