/**
 * The file of digits: the brightness levels that occur, as float32; the number of images of each digit, as int32; and one
 * byte for each pixel of each image, the index of its level.
 */

/** Pixels of an image: 28 rows of 28. */
export const PIXELS = 784;

/** The number of brightness levels. */
export const LEVELS = 256;

/** The byte offsets of the image counts and of the pixels. */
export const COUNTS = LEVELS * 4;
export const IMAGES = COUNTS + 10 * 4;

/**
 * Encodes images of the digits 0 to 9 as one file, without loss.
 *
 * - **Throws** `RangeError` if there are more than 256 different ones
 */
export function encodeDigits(images: readonly ArrayLike<number>[]): Uint8Array {
  const levels = [...new Set(images.flatMap(data => [...new Set(Array.from(data))]))].sort((a, b) => a - b);
  if (levels.length > LEVELS)
    throw new RangeError(`encodeDigits: there must be at most ${LEVELS} different brightnesses, got ${levels.length}.`);
  const numberOf = new Map(levels.map((level, number) => [level, number]));
  const size = images.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(IMAGES + size);
  new Float32Array(bytes.buffer, 0, LEVELS).set(levels);
  new Int32Array(bytes.buffer, COUNTS, 10).set(images.map(({ length }) => length / PIXELS));
  let at = IMAGES;
  for (const data of images) for (let i = 0; i < data.length; i++) bytes[at++] = numberOf.get(data[i]!)!;
  return bytes;
}
