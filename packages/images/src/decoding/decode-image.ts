import { DataError, Pixels } from '@thalweg/data';
import { ContractError } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { checkedChannels, withChannels } from '../transform-parts/channels.ts';
import { BadImage } from './codec.ts';
import { upright } from './exif.ts';
import { type Format, formatOf, type OpenedImage, unknownFormat } from './format.ts';

/** Bytes of a file, or what gives them: a `File`, a `Blob`, the `Response` of `fetch`. */
export type ImageBytes = Uint8Array | ArrayBuffer | { arrayBuffer(): Promise<ArrayBuffer> };

/** Options of {@link decodeImage}. */
export interface DecodeImageOptions {
  /** 1 for grey, 3 for RGB, 4 for RGBA; those of the file by default, which are 2 for grey with alpha. */
  readonly channels?: 1 | 3 | 4 | undefined;
  /** The most pixels, 2²⁶ by default: a small file may claim any number. */
  readonly maxPixels?: number;
  /** The name of the file in messages. */
  readonly name?: string;
}

interface Settings {
  readonly channels: number | undefined;
  readonly maxPixels: number;
  readonly name: string | undefined;
}

/** Loads the decoder of a format, which only those carry who decode images. */
const OPENERS: Readonly<Record<Format, () => Promise<(bytes: Uint8Array) => OpenedImage>>> = {
  PNG: async () => (await import('./png.ts')).openPng,
  JPEG: async () => (await import('./jpeg.ts')).openJpeg,
  WebP: async () => (await import('./webp.ts')).openWebp,
};

/**
 * Returns a promise of the pixels of a PNG, JPEG or WebP: the same bytes in Node, pages and workers. A photo is turned upright by
 * its Exif data. The decoder of each format is loaded when it is first needed.
 *
 * - **Shape** `[height, width, channels]`. Samples of 16 bits lose their low byte
 * - **Throws** {@link DataError}, later, for another format, a damaged file, one that is cut off, or one with more than `maxPixels`
 *   pixels, which is refused before memory is taken; for a film, and for a JPEG that is neither baseline nor progressive
 *
 * @example
 * const photo = await decodeImage(await fetch('photo.jpg'), { channels: 3 });
 */
export function decodeImage(image: ImageBytes, options?: DecodeImageOptions): Promise<Pixels> {
  const { channels, maxPixels, name } = optionsOf('decodeImage', options, {
    channels: undefined,
    maxPixels: 2 ** 26,
    name: undefined,
  });
  checkedChannels('decodeImage', channels);
  return decoded(image, { channels, maxPixels, name });
}

async function decoded(image: ImageBytes, { channels, maxPixels, name }: Settings): Promise<Pixels> {
  const subject = name ?? 'decodeImage';
  const bytes = await bytesOf(image);
  const format = formatOf(bytes);
  if (format === undefined) throw unknownFormat(subject, bytes, name);
  try {
    const open = await OPENERS[format]();
    return await pixelsOf(open(bytes), channels, maxPixels);
  } catch (cause) {
    if (!(cause instanceof BadImage)) throw cause;
    throw new DataError(subject, `of a ${format} file, ${cause.requirement}`, cause.given, cause.advice, { source: name });
  }
} // prettier-ignore

async function bytesOf(image: ImageBytes): Promise<Uint8Array> {
  if (image instanceof Uint8Array) return image;
  if (image instanceof ArrayBuffer) return new Uint8Array(image);
  if (typeof (image as { arrayBuffer?: unknown } | null)?.arrayBuffer === 'function')
    return new Uint8Array(await image.arrayBuffer());
  throw new ContractError(
    'decodeImage',
    'the image must be bytes, or have arrayBuffer()',
    printed(image),
    'Give a Uint8Array, a File, or the response of fetch.',
  );
}

async function pixelsOf(image: OpenedImage, channels: number | undefined, maxPixels: number): Promise<Pixels> {
  const { width, height, orientation } = image;
  if (width === 0 || height === 0) throw new BadImage('there must be pixels', `${width} × ${height}`);
  if (width * height > maxPixels)
    throw new BadImage(`there must be at most ${maxPixels} pixels`, `${width} × ${height}`, 'Raise { maxPixels } if you trust it.');
  const raw = await image.decode();
  const turned = upright({ ...raw, width, height }, orientation);
  const to = channels ?? turned.channels;
  return new Pixels([turned.height, turned.width, to], withChannels(turned.data, turned.channels, to));
} // prettier-ignore
