import { optionsOf, printed } from '@thalweg/tensor/engine';
import { DataError } from '../core/data-error.ts';
import { Dataset } from '../core/dataset.ts';
import { inOrder, recordRows, selected } from '../core/rows.ts';

/** Options of {@link fromIterable}. */
export interface FromIterableOptions {
  /** The name of the source in messages. */
  readonly name?: string;
}

/**
 * Returns a dataset of the items of an array, of any iterable that can be iterated more than once, or of the iterable that
 * a function returns for each epoch.
 *
 * An array has a length, and its records can be read in any order. Any other iterable is read from front to back and has
 * no length; to resume, its first items are read again.
 *
 * - **Throws** {@link DataError} for an iterator that runs only once, or items that come later, as those of an async generator; as a stream error if an item is `undefined`
 *
 * @example
 * fromIterable(function* () { yield 1; yield 2; }).length // => undefined
 */
export function fromIterable<T>(
  items: Iterable<T> | ((epoch: number) => Iterable<T>),
  options?: FromIterableOptions,
): Dataset<T> {
  const { name } = optionsOf('fromIterable', options, { name: 'fromIterable' });
  if (Array.isArray(items)) return ofArray<T>(items, name);
  if (typeof items === 'function') return ofFactory(items, name);
  if ((iteratorOf(items, name) as unknown) === items)
    throw new DataError(
      name,
      'items must be iterable more than once',
      'an iterator that runs once',
      'Give the function that makes it, or an array.',
      { source: name },
    );
  return ofFactory(() => items, name);
}

function ofArray<T>(items: readonly T[], name: string): Dataset<T> {
  const rows = recordRows(row => defined(items[row], name, row));
  return selected({ rows, length: items.length, order: inOrder(items.length) });
}

function ofFactory<T>(items: (epoch: number) => Iterable<T>, name: string): Dataset<T> {
  return new Dataset({
    length: undefined,
    read(epoch, index) {
      const iterator = iteratorOf(items(epoch), name);
      let row = 0;
      const next = (): T | undefined => {
        const result = iterator.next();
        return result.done === true ? undefined : defined(result.value, name, row++);
      };
      while (row < index && next() !== undefined);
      return { next, close: () => void iterator.return?.() };
    },
  });
}

function iteratorOf<T>(items: Iterable<T>, name: string): Iterator<T, unknown> {
  if (typeof items === 'object' && items !== null && Symbol.iterator in items) return items[Symbol.iterator]();
  const isObject = typeof items === 'object' && items !== null;
  const isAsync = isObject && Symbol.asyncIterator in items;
  throw new DataError(
    name,
    'items must be iterable at once',
    isAsync ? 'an async iterable' : printed(items),
    isAsync
      ? 'Use fromAsyncIterable.'
      : isObject && 'then' in items
        ? 'Await it before, or use fromAsyncIterable.'
        : 'Give an array, or the function that makes one.',
    { source: name },
  );
}

function defined<T>(item: T | undefined, name: string, row: number): T {
  if (item === undefined)
    throw new DataError(name, 'items must not be undefined', `undefined in row ${row}`, 'Leave it out.', {
      source: name,
      row,
    });
  return item;
}
