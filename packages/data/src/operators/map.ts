import { functionOf, optionsOf } from '@thalweg/tensor/engine';
import { map as mapStream, type Observable } from 'rxjs';
import { Dataset } from '../core/dataset.ts';
import type { ItemOf, SourceLike } from '../core/source-like.ts';
import { type ItemContext, ItemKeys, type MapOptions, PlacedItem } from '../core/item-context.ts';
import type { RowSelection } from '../core/row-selection.ts';
import { inOrder, recordRows, rowsAtHand, selected } from '../core/rows.ts';
import { orderOf, rowsOf } from '../core/run-iterator.ts';
import { checkedItem } from '../core/checks.ts';
import { mapped } from '../core/mapped.ts';

/**
 * Applies `transform` to each item. On a dataset it is called each time that an item is read, so it must be a function of
 * the item and its context alone, and not return `undefined` or a promise. On any other observable it is RxJS's own `map`.
 *
 * - **Context** the epoch, the index of the item in it, and, with `{ seed }`, the key of the item's random numbers: a function of
 *   all three, so that a resumed iterator draws the same. Any other observable is epoch 0 in each subscription
 * - **Rows** that are shuffled later keep the indices that they have before the shuffle
 * - **Throws** {@link DataError} as a stream error if `transform` returns `undefined` or a promise, or reads the key without a seed
 *
 * @example
 * fromIterable([1, 2]).pipe(map(x => x * 10)).open().next() // => 10
 * fromIterable([1, 2]).pipe(map((x, { key }) => x + uniform(key, 0), { seed: 7 })) // others in each epoch
 */
export function map<S extends Observable<unknown>, R>(
  transform: (item: ItemOf<S>, context: ItemContext) => R,
  options?: MapOptions,
): (source: S) => SourceLike<S, R>;
/** The same for a function whose parameter is annotated: it can be kept and used on several sources. */
export function map<T, R>(
  transform: (item: T, context: ItemContext) => R,
  options?: MapOptions,
): <S extends Observable<T>>(source: S) => SourceLike<S, R>;
export function map<T, R>(
  transform: (item: T, context: ItemContext) => R,
  options?: MapOptions,
): (source: Observable<T>) => Observable<R> {
  const { seed } = optionsOf('map', options, { seed: undefined });
  functionOf('map', 'the argument', transform);
  const keys = new ItemKeys('map', seed);
  const placed = (item: T, epoch: number, index: number): R =>
    checkedItem('map', transform(item, new PlacedItem(keys, epoch, index)));
  return source =>
    source instanceof Dataset
      ? mapDataset(source as Dataset<T>, placed)
      : source.pipe(mapStream((item, index) => transform(item, new PlacedItem(keys, 0, index))));
}

/** Returns the result for an item with its epoch and its number in it. */
type Placed<T, R> = (item: T, epoch: number, index: number) => R;

function mapDataset<T, R>(source: Dataset<T>, transform: Placed<T, R>): Dataset<R> {
  const selection = rowsAtHand(source.reader);
  if (selection === undefined) return new Dataset(mapped(source.reader, transform));
  return selected(mappedRows(selection, transform), source.epochs);
}

/** The rows of the results are the places of the items, so that a later shuffle changes no index. */
function mappedRows<T, R>(selection: RowSelection<T>, transform: Placed<T, R>): RowSelection<R> {
  const { length, order } = selection;
  const inPlace = typeof order !== 'function' && order.every((row, place) => row === place);
  const places = inPlace ? order : inOrder(length);
  return {
    length,
    order: typeof order === 'function' ? () => places : places,
    rows(epoch) {
      const rows = rowsOf(selection, epoch);
      const order = orderOf(selection, epoch);
      return recordRows(
        place => transform(rows.at(order[place]!), epoch, place),
        rows.skipped,
        place => rows.numberOf?.(order[place]!) ?? order[place]!,
      );
    },
  };
}
