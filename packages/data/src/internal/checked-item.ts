import { DataError } from '../data-error.ts';

/**
 * Returns a function that checks what `transform` returns.
 *
 * - **Throws** {@link DataError} if it returns `undefined`, which a cursor reads as the end, or a promise
 */
export function checkedItem<T, R>(name: string, transform: (item: T) => R): (item: T) => R {
  return item => {
    const result = transform(item);
    if (result !== undefined && !(result instanceof Promise)) return result;
    const [given, advice] =
      result === undefined
        ? ['undefined', 'Return the item, or leave items out with filter.']
        : ['a promise', 'Use mapAsync, which awaits each item.'];
    throw new DataError(name, 'the function must return an item', given, advice);
  };
}
