/**
 * The file of digits: the levels of brightness that occur, as float32; how many images there are of each digit, as int32; and
 * a byte for each pixel, the number of its level, image after image.
 */

/** Pixels of an image: 28 rows of 28. */
export const PIXELS = 784;

/** Ways of brightness that an image may have. */
export const LEVELS = 256;

/** Bytes before the counts of images, and before the pixels. */
export const COUNTS = LEVELS * 4;
export const IMAGES = COUNTS + 10 * 4;
