import { functionOf, optionsOf } from '@thalweg/tensor/engine';
import { checkName } from '../port/check-arguments.ts';
import type { Codec } from './codec.ts';
import { checkSeal, type SealOptions } from './seal-options.ts';

/** A topic whose entries are values of one type. */
export interface Topic<T> {
  readonly name: string;
  readonly codec: Codec<T>;
  /** The key that its values are sealed with, if they are. */
  readonly seal?: SealOptions | undefined;
}

/** Options of {@link topic}. */
export interface TopicOptions {
  /**
   * Seals each value with a key, for a log that others can write: for readers with the key, an entry that was written or
   * changed without it is damaged, and its epoch does not count. Give the same key to all writers and readers of the topic. The
   * log then does not refuse the entries of an epoch that has ended, as it cannot tell whose epochs count: readers drop them.
   */
  readonly seal?: SealOptions | undefined;
}

/**
 * Returns a topic: a name in a log, and the codec of its values.
 *
 * - **Throws** `LogError` for a name that is not made of words of letters, digits, `-` and `_`, joined by dots; for a key of
 *   fewer than 16 bytes
 *
 * @example
 * const payments = topic('payments', jsonCodec<{ amount: number }>());
 */
export function topic<T>(name: string, codec: Codec<T>, options?: TopicOptions): Topic<T> {
  const { seal } = optionsOf('topic', options, { seal: undefined });
  checkName('topic', 'topic', name);
  functionOf('topic', 'the encode of its codec', (codec as Partial<Codec<T>> | undefined)?.encode);
  functionOf('topic', 'the decode of its codec', (codec as Partial<Codec<T>>).decode);
  return seal === undefined ? { name, codec } : { name, codec, seal: checkSeal('topic', seal) };
}
