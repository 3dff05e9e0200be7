import { collate, DataError, Dataset, type ItemOf, type RowSource, type SourceLike } from '@thalweg/data';
import { mappedInChunks, recordRows, rowsAtHand, rowsOf, selected } from '@thalweg/data/engine';
import { GraphError, type Node, type Runner } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import { oneOf, optionsOf, printed } from '@thalweg/tensor/engine';
import { map, type Observable } from 'rxjs';
import { FrozenPart } from './passes/frozen-part.ts';
import type { Values } from './passes/take-records.ts';

/** Options of {@link cacheFeatures}. */
export interface CacheFeaturesOptions<T = never> {
  /**
   * The key of a record: the name of a field, or a function of the record and of its number in the epoch. Records of one key must have equal
   * features. What is random in each epoch, such as an augmentation, goes after the cache, or into the key.
   */
  readonly by: string | ((record: T, index: number) => string | number);
  /** If true, records keep the fields that the features are computed from, and a text that is their key; false by default. */
  readonly keep?: boolean;
  /** The most bytes of features that are kept; 2³⁰ by default. When it is full, features of other keys are computed each time. */
  readonly maxBytes?: number;
  /** The number of records whose features are computed in one pass, where they can be; 32 by default. */
  readonly size?: number;
  /** Computes in place of the interpreter, such as `wasm()`. */
  readonly runner?: Runner | undefined;
}

/**
 * Adds to each record the values of frozen nodes, as fields of their names, and drops the fields that they are computed from,
 * and a key that is a text, which `batch` would refuse. A frozen node is computed once for a key: later epochs read what was kept, to the same bits. Inputs of the nodes read the
 * fields of their names. Records are rows of the inputs, and several are computed in one pass; or they are batches.
 *
 * The cache belongs to the operator, so trainings that share it share what was kept. Of rows that can be read in any order,
 * `shuffle` permutes all later. It keeps the features alone: with `cache` after it, records are read only once, too.
 *
 * - **Shape** of a node `[batch, …S] → S` in a record, which `batch` stacks again
 * - **Changes** of a register below the nodes, by a training or by `set`: at the beginning of an epoch, and for any other
 *   observable, all is computed anew; within an epoch it is an error. It never gives features of other weights
 * - **Throws** `GraphError` for nodes that may differ from pass to pass: choices by the mode, as of `dropout` and `batchNorm`, rules,
 *   random numbers and streams
 * - **Stream errors** `DataError` for a key that is neither a text nor a number, and for records that do not fit; `GraphError` if a
 *   register changes within an epoch
 *
 * @example
 * const features = mul(input('x', ['batch', 2]), state([2, 3]));
 * const rows = fromIterable([{ id: 7, x: [1, 1], y: 0 }]).pipe(cacheFeatures({ features }, { by: 'id' }));
 * atOnce(rows.pipe(batch(1)).open().next())!.features.toArray() // => [[2, 3]]
 */
export function cacheFeatures<const F extends Readonly<Record<string, Node>>, T = never>(
  features: F,
  options: CacheFeaturesOptions<T>,
): <S extends Observable<object>>(source: S) => SourceLike<S, Omit<ItemOf<S>, keyof F> & WithCachedFeatures<F>> {
  const { by, keep, maxBytes, size, runner } = optionsOf('cacheFeatures', options as CacheFeaturesOptions<Values>, {
    by: undefined,
    keep: false,
    maxBytes: 2 ** 30,
    size: 32,
    runner: undefined,
  });
  if (typeof by !== 'string' && typeof by !== 'function')
    throw new DataError('cacheFeatures', 'by must be a field or a function', printed(by), "Try { by: 'id' }.");
  for (const [name, count] of Object.entries({ maxBytes, size }))
    if (!(count >= 1)) throw new DataError('cacheFeatures', `${name} must be at least 1`, printed(count), 'Leave it out.'); // prettier-ignore
  const cached = new CachedFeatures(new FrozenPart(features, runner), { by, keep, maxBytes });
  const operator = (source: Observable<Values>): Observable<Values> =>
    source instanceof Dataset
      ? ofDataset(source as Dataset<Values>, cached, size)
      : source.pipe(map((record, index) => (cached.begin(), cached.of([record], index)[0]!)));
  return operator as never;
}

/** The fields that {@link cacheFeatures} adds to a record. */
export type WithCachedFeatures<F> = { readonly [K in keyof F]: Tensor };

interface CacheSettings {
  readonly by: CacheFeaturesOptions<Values>['by'];
  readonly keep: boolean;
  readonly maxBytes: number;
}

/** The features of records by their keys, of one state of the frozen part. */
class CachedFeatures {
  readonly #part: FrozenPart;
  readonly #settings: CacheSettings;
  readonly #kept = new Map<string | number, readonly Tensor[]>();
  #bytes = 0;
  #versions: readonly number[];

  constructor(part: FrozenPart, settings: CacheSettings) {
    this.#part = part;
    this.#settings = settings;
    this.#versions = part.versions();
  }

  /** Forgets features of other weights than those of now. */
  begin(): void {
    if (this.#part.changedSince(this.#versions) === undefined) return;
    this.#versions = this.#part.versions();
    this.#kept.clear();
    this.#bytes = 0;
  }

  /** Returns records with their features. `index` is the number of the first one, or a number for each. */
  of(records: readonly Values[], index: number | readonly number[]): readonly Values[] {
    const changed = this.#part.changedSince(this.#versions);
    if (changed !== undefined)
      throw new GraphError(
        'cacheFeatures',
        'the weights of features must stay while an epoch is read',
        `another value of ${changed}`,
        'Give features.pipe(frozen()), or train them without a cache.',
      );
    const keys = records.map((record, n) => this.#keyOf(record, typeof index === 'number' ? index + n : index[n]!));
    const made = this.#missing(records, keys);
    return records.map((record, n) => this.#joined(record, this.#kept.get(keys[n]!) ?? made.get(keys[n]!)!));
  }

  /** Computes what is not kept, and keeps it if there is room. */
  #missing(
    records: readonly Values[],
    keys: readonly (string | number)[],
  ): ReadonlyMap<string | number, readonly Tensor[]> {
    const missing = new Map<string | number, Values>();
    keys.forEach((key, n) => void (this.#kept.has(key) || missing.set(key, records[n]!)));
    const values = this.#part.compute([...missing.values()]);
    const made = new Map([...missing.keys()].map((key, n) => [key, values[n]!]));
    for (const [key, tensors] of made) {
      const bytes = tensors.reduce((sum, { data }) => sum + data.byteLength, 0);
      if (this.#bytes + bytes > this.#settings.maxBytes) continue;
      this.#bytes += bytes;
      this.#kept.set(key, tensors);
    }
    return made;
  }

  #joined(record: Values, features: readonly Tensor[]): Values {
    const joined: Record<string, unknown> = { ...record };
    const { by, keep } = this.#settings;
    if (!keep) for (const { name } of this.#part.inputs) delete joined[name];
    if (!keep && typeof by === 'string' && typeof joined[by] === 'string') delete joined[by];
    this.#part.names.forEach((name, n) => (joined[name] = features[n]));
    return joined;
  }

  #keyOf(record: Values, index: number): string | number {
    const { by } = this.#settings;
    if (typeof by === 'string' && typeof record === 'object' && record !== null && !Object.hasOwn(record, by))
      oneOf('cacheFeatures', by, Object.keys(record), 'by');
    const key: unknown = typeof by === 'function' ? by(record, index) : record?.[by];
    if (typeof key === 'string' || (typeof key === 'number' && !Number.isNaN(key))) return key;
    throw new DataError(
      'cacheFeatures',
      'a key must be a text or a number',
      `${printed(key)} of item ${index}`,
      'Give a function: { by: (record, index) => index }.',
    );
  }
}

function ofDataset(source: Dataset<Values>, cached: CachedFeatures, size: number): Dataset<Values> {
  const selection = rowsAtHand(source.reader);
  if (selection === undefined)
    return source.derive(reader =>
      mappedInChunks(reader, size, { begin: () => cached.begin(), transform: (records, at) => cached.of(records, at) }),
    );
  return selected(
    {
      ...selection,
      rows(epoch) {
        cached.begin();
        return ofRows(rowsOf(selection, epoch), cached, size);
      },
    },
    source.epochs,
  );
}

/** Rows with features: a batch of them is computed in few passes. */
function ofRows(rows: RowSource<Values>, cached: CachedFeatures, size: number): RowSource<Values> {
  const numberOf = (row: number): number => rows.numberOf?.(row) ?? row;
  const at = (row: number): Values => cached.of([rows.at(row)], row)[0]!;
  return {
    ...recordRows(at, rows.skipped, numberOf),
    gather(order, from, to, recycle) {
      const made: Values[] = [];
      for (let first = from; first < to; first += size) {
        const numbers = [...order.subarray(first, Math.min(to, first + size))];
        made.push(...cached.of(numbers.map(row => rows.at(row)), numbers)); // prettier-ignore
      }
      return collate(made, { recycle, rowOf: n => numberOf(order[from + n]!) });
    },
  };
}
