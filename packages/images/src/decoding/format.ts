import { DataError } from '@thalweg/data';

/** The formats that are decoded, by their names. */
export type Format = 'PNG' | 'JPEG' | 'WebP';

/** An image whose header was read, and whose pixels were not yet. */
export interface OpenedImage {
  readonly width: number;
  readonly height: number;
  /** The tag of Exif: how the camera was held, 1 if upright. */
  readonly orientation: number;
  /** Returns bytes with the channels of a pixel side by side. */
  decode(): Promise<RawPixels> | RawPixels;
}

/** The pixels of an image as they lie in its file. */
export interface RawPixels {
  readonly channels: number;
  readonly data: Uint8Array;
}

/** Returns the format that the first bytes of a file tell, or `undefined`. */
export function formatOf(bytes: Uint8Array): Format | undefined {
  if (hasText(bytes, 0, '\x89PNG\r\n\x1a\n')) return 'PNG';
  if (hasText(bytes, 0, '\xff\xd8\xff')) return 'JPEG';
  return hasText(bytes, 0, 'RIFF') && hasText(bytes, 8, 'WEBP') ? 'WebP' : undefined;
}

/** Returns the name of another format, for an error, or the first bytes. */
function otherFormat(bytes: Uint8Array): string {
  const others = { GIF: 'GIF8', BMP: 'BM', TIFF: 'II*\0', 'TIFF ': 'MM\0*', SVG: '<svg', 'HTML or XML': '<' };
  const known = Object.entries(others).find(([, text]) => hasText(bytes, 0, text))?.[0];
  if (known !== undefined) return known.trim();
  if (hasText(bytes, 4, 'ftyp')) return /avi/.test(textAt(bytes, 8, 4)) ? 'AVIF' : 'HEIC or a film';
  if (bytes.length === 0) return 'no bytes';
  return `the bytes ${[...bytes.subarray(0, 4)].map(byte => byte.toString(16).padStart(2, '0')).join(' ')}`;
}

/** Returns a number of `width` bytes, 0 beyond the end. */
export function numberAt(bytes: Uint8Array, at: number, width: number, little = false): number {
  let number = 0;
  for (let i = 0; i < width; i++) number = number * 256 + (bytes[little ? at + width - 1 - i : at + i] ?? 0);
  return number;
}

/** Returns the text of some bytes, one letter a byte. */
export function textAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

/** Returns whether a text is at a place of a file. */
export function hasText(bytes: Uint8Array, at: number, text: string): boolean {
  return textAt(bytes, at, text.length) === text;
}

/** Returns the error for a file of another format. */
export function unknownFormat(subject: string, bytes: Uint8Array, source?: string): DataError {
  return new DataError(
    subject,
    'the file must be PNG, JPEG or WebP',
    otherFormat(bytes),
    'Save it as PNG. In a page, draw its createImageBitmap on a canvas, and use fromCanvas.',
    { source },
  );
}
