import type { Pixels } from '@thalweg/data';
import { foldIn, type Key } from '@thalweg/tensor';
import { perImageByKey } from '../transform-parts/per-image.ts';

/** Returns an image, or several of one size, changed. What is random follows from the key alone. */
export type Transform = (image: Pixels, key: Key) => Pixels;

/**
 * Returns the transform that applies others, one after another. Each gets a key that follows from its place.
 * Image `i` of a block goes through all of them with `foldIn(key, i)`, as it would alone.
 *
 * @example
 * const augment = compose(image => image, image => image);
 * augment(new Pixels([1, 1, 1], Uint8Array.of(9)), key(7)).data[0] // => 9
 */
export function compose(...transforms: readonly Transform[]): Transform {
  return perImageByKey('compose', (image, key) =>
    transforms.reduce((changed, transform, place) => transform(changed, foldIn(key, place)), image),
  );
}
