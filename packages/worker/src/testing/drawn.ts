import { Pixels, type ItemContext } from '@thalweg/data';
import { tensor, type Tensor, uniform } from '@thalweg/tensor';

interface Drawn {
  readonly item: number;
  readonly epoch: number;
  readonly index: number;
  readonly pixels: Pixels;
  readonly noise: Tensor;
}

/** Returns an item with its place and random parts. */
export function drawn(item: number, { key, epoch, index }: ItemContext): Drawn {
  const pixels = new Pixels([1, 2, 1], Uint8Array.of(256 * uniform(key, 0), item));
  return { item, epoch, index, pixels, noise: tensor([uniform(key, 1)]) };
}
