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
