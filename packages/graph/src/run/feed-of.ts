import { nodeOf } from '../node/node.ts';
import { Tensor, type Sizes, type TensorLike } from '@thalweg/tensor';
import type { Feed } from '../frame/feeds.ts';
import { coerce } from '../sources/coerce.ts';
import type { Source } from '../sources/source.ts';
import { Storage } from '../wire/source-value.ts';
import { paddedFeed } from './padding.ts';

/**
 * Checks a value and returns it ready to be fed to a source for one pass. A typed array, or a tensor whose storage will be
 * used again, is borrowed for the length of that pass: it is copied only if somebody observes it.
 *
 * - **Throws** `ShapeError` or `DtypeError` if it does not fit
 */
export function feedOf(source: Source, value: TensorLike, options: { readonly borrowed?: boolean } = {}): Feed {
  const read = coerce(nodeOf('feedOf', source), value);
  const shape = read.shape as Sizes;
  if (source.padding !== undefined) return paddedFeed(source, read.data, shape, options.borrowed ?? false);
  const same = read === value || (ArrayBuffer.isView(value) && read.data === value);
  const borrowed = same && (options.borrowed ?? !(value instanceof Tensor));
  return { wire: source, storage: new Storage(read.data, true, borrowed), shape };
}
