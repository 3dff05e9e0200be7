import { printed } from '@thalweg/tensor/engine';
import { DataError } from '../data-error.ts';

/** A web stream, by the part that is used where it is not iterable. */
interface WebStream<T> {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: T | undefined }>;
    cancel(): Promise<void>;
  };
}

/** A source of items that are awaited one after another: an async iterable, as a Node stream, or a web stream. */
export type AsyncItems<T> = AsyncIterable<T> | WebStream<T>;

/** Throws a {@link DataError} unless items are an async iterable or a web stream. */
export function checkAsyncItems<T>(items: AsyncItems<T>, name: string): void {
  const isObject = typeof items === 'object' && items !== null;
  if (isObject && (Symbol.asyncIterator in items || isWebStream(items))) return;
  const isIterable = (isObject && Symbol.iterator in items) || typeof items === 'string';
  throw new DataError(
    name,
    'items must be an async iterable or a stream',
    isObject && isIterable && !Array.isArray(items) ? 'an iterable' : printed(items),
    isIterable ? 'Use fromIterable for items that are there at once.' : 'Give an async generator function or a stream.',
    { source: name },
  );
}

/** Returns the iterator of items. Throws {@link DataError} for anything else. */
export function asyncIteratorOf<T>(items: AsyncItems<T>, name: string): AsyncIterator<T, unknown> {
  checkAsyncItems(items, name);
  return Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : readerOf(items);
}

function isWebStream<T>(items: AsyncItems<T>): items is WebStream<T> {
  return typeof (items as Partial<WebStream<T>>).getReader === 'function';
}

function readerOf<T>(stream: WebStream<T>): AsyncIterator<T, undefined> {
  const reader = stream.getReader();
  return {
    async next() {
      const { done, value } = await reader.read();
      return done ? { done: true, value: undefined } : { done: false, value: value as T };
    },
    async return() {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}
