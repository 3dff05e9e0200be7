import { Pixels } from '@thalweg/data';
import { ContractError, foldIn, type Key, printShape } from '@thalweg/tensor';
import { inMemory, printed } from '@thalweg/tensor/engine';

/** The largest image or block that is made: 2 GiB. An array of more may be granted, and fails when it is written. */
const MOST_BYTES = 2 ** 31;

/** Returns zeros, or throws `ContractError` if there cannot be as many. */
export function bytesFor(name: string, size: number): Uint8Array {
  if (size > MOST_BYTES)
    throw new ContractError(name, `an image must have at most ${MOST_BYTES} bytes`, String(size), 'Check the sizes.');
  return inMemory(name, size, length => new Uint8Array(length));
}

/** Returns what changes one image as a function that changes each image of a block, too. */
export function perImage(name: string, change: (image: Pixels) => Pixels): (image: Pixels) => Pixels {
  return image => eachImage(name, image, change);
}

/** Returns what changes one image by a key as a transform: image `i` of a block gets `foldIn(key, i)`. */
export function perImageByKey(
  name: string,
  change: (image: Pixels, key: Key) => Pixels,
): (image: Pixels, key: Key) => Pixels {
  return (image, key) => {
    if (!Array.isArray(key) || key.length !== 2)
      throw new ContractError(name, 'a key must be given', printed(key), 'Use the key of map(…, { seed }), or key(7).');
    return eachImage(name, image, (one, index) => change(one, index === undefined ? key : foldIn(key, index)));
  };
}

function eachImage(name: string, image: Pixels, change: (one: Pixels, index?: number) => Pixels): Pixels {
  if (!(image instanceof Pixels))
    throw new ContractError(name, 'the image must be Pixels', printed(image), 'Decode a file, or make new Pixels(…).');
  if (image.shape.length === 3) return change(image);
  const { count, height, width, channels } = image;
  const size = height * width * channels;
  const of = (index: number): Pixels =>
    new Pixels([height, width, channels], image.data.subarray(index * size, (index + 1) * size));
  // An empty block has a shape, too: that of one black image, changed.
  const first = count === 0 ? change(new Pixels([height, width, channels], bytesFor(name, size)), 0) : change(of(0), 0);
  const block = bytesFor(name, count * first.data.length);
  if (count > 0) block.set(first.data);
  for (let index = 1; index < count; index++) {
    const { data, shape } = change(of(index), index);
    if (shape.some((length, axis) => length !== first.shape[axis]))
      throw new ContractError(
        name,
        'all images of a block must keep one shape',
        `${printShape(first.shape)} and ${printShape(shape)}`,
        'Draw no sizes, or transform before batch.',
      );
    block.set(data, index * data.length);
  }
  return new Pixels([count, ...first.shape], block);
}
