import { foldIn, type Key } from '@thalweg/tensor';
import { seedKey } from './checks.ts';
import { DataError } from './data-error.ts';

/** The place of an item, and its key, for a function of `map`. */
export interface ItemContext {
  /**
   * The root of random numbers for this item: a function of the seed, the epoch and the index alone, so it is the same after a resume, in
   * any worker and in any order of arrival. Operators with the same seed give an item the same key. Throws {@link DataError} without a
   * seed.
   */
  readonly key: Key;
  /** The epoch in which the item is read, from 0. */
  readonly epoch: number;
  /** The number of the item in its epoch, from 0, as the source of the operator gives them. */
  readonly index: number;
}

/** Options of {@link map}. */
export interface MapOptions {
  /** The seed of the keys. Without it, reading a key is an error. */
  readonly seed?: number | undefined;
}

/** The keys that an operator gives to its items. */
export class ItemKeys {
  readonly #operator: string;
  readonly #root: Key | undefined;

  constructor(operator: string, seed: number | undefined) {
    this.#operator = operator;
    this.#root = seed === undefined ? undefined : seedKey(operator, seed, 'map');
  }

  of(epoch: number, index: number): Key {
    if (this.#root !== undefined) return foldIn(foldIn(this.#root, epoch), index);
    throw new DataError(
      this.#operator,
      'a function that reads the key needs a seed',
      'none',
      `Try ${this.#operator}(…, { seed: 7 }).`,
    );
  }
}

/** The context of one item. Each item has its own, since a function may keep it. */
export class PlacedItem implements ItemContext {
  readonly #keys: ItemKeys;
  readonly epoch: number;
  readonly index: number;

  constructor(keys: ItemKeys, epoch: number, index: number) {
    this.#keys = keys;
    this.epoch = epoch;
    this.index = index;
  }

  get key(): Key {
    return this.#keys.of(this.epoch, this.index);
  }
}
