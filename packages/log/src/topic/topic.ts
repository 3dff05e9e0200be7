import { functionOf } from '@thalweg/tensor/engine';
import { checkName } from '../port/check-arguments.ts';
import type { Codec } from './codec.ts';

/** A topic whose entries are values of one type. */
export interface Topic<T> {
  readonly name: string;
  readonly codec: Codec<T>;
}

/**
 * Returns a topic: a name in a log, and the codec of its values.
 *
 * - **Throws** `LogError` for a name that is not made of words of letters, digits, `-` and `_`, joined by dots
 *
 * @example
 * const payments = topic('payments', jsonCodec<{ amount: number }>());
 */
export function topic<T>(name: string, codec: Codec<T>): Topic<T> {
  checkName('topic', 'topic', name);
  functionOf('topic', 'the encode of its codec', (codec as Partial<Codec<T>> | undefined)?.encode);
  functionOf('topic', 'the decode of its codec', (codec as Partial<Codec<T>>).decode);
  return { name, codec };
}
