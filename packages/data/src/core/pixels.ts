import { ContractError, printShape, sizeOf, type Sizes } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';

/**
 * The pixels of an image, `[height, width, channels]`, or of several images of one size, `[count, height, width, channels]`.
 * Each is a byte from 0 to 255, row after row, with the channels of a pixel side by side: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.
 *
 * `batch` stacks images of one size, and `fromColumns` takes several as a column: bytes stay bytes, a quarter of float32.
 *
 * - **Memory** the bytes are used without a copy
 * - **Throws** `ContractError` unless there is one byte for each element of the shape
 *
 * @example
 * new Pixels([1, 2, 1], Uint8Array.of(0, 255)).width // => 2
 */
export class Pixels {
  /** `[height, width, channels]`, or `[count, height, width, channels]`. */
  readonly shape: Sizes;
  /** One byte for each element. */
  readonly data: Uint8Array;

  constructor(shape: Sizes, data: Uint8Array) {
    if (!(data instanceof Uint8Array))
      throw new ContractError(
        'Pixels',
        'the data must be a Uint8Array',
        printed(data),
        'Round values to bytes from 0 to 255.',
      );
    const isShape =
      Array.isArray(shape) &&
      (shape.length === 3 || shape.length === 4) &&
      shape.every(size => Number.isSafeInteger(size) && size >= 0);
    if (!isShape || shape.at(-1)! < 1 || shape.at(-1)! > 4)
      throw new ContractError(
        'Pixels',
        'the shape must be [height, width, channels] or [count, height, width, channels], with 1 to 4 channels',
        Array.isArray(shape) ? printShape(shape) : printed(shape),
        'Grey images have one channel: [28, 28, 1].',
      );
    if (sizeOf(shape) !== data.length)
      throw new ContractError(
        'Pixels',
        `the shape ${printShape(shape)} must have one byte for each element`,
        `${data.length} bytes`,
        'Check the sizes.',
      );
    this.shape = shape;
    this.data = data;
  }

  /** The rows of each image. */
  get height(): number {
    return this.shape.at(-3)!;
  }

  /** The pixels of each row. */
  get width(): number {
    return this.shape.at(-2)!;
  }

  /** The bytes of each pixel. */
  get channels(): number {
    return this.shape.at(-1)!;
  }

  /** The number of images: 1 without an axis for them. */
  get count(): number {
    return this.shape.length === 4 ? this.shape[0]! : 1;
  }
}
