import { withChannels } from '../transform-parts/channels.ts';
import { BadImage, type Codec, codecOf, copied, room } from './codec.ts';
import { orientationOf } from './exif.ts';
import { numberAt, type OpenedImage, type RawPixels, textAt } from './format.ts';
import { webpModule } from './webp-module.ts';

/** The functions of libwebp. */
interface LibWebp extends Codec {
  WebPDecodeRGBA(bytes: number, length: number, width: number, height: number): number;
}

const withWebp = /* @__PURE__ */ codecOf<LibWebp>(webpModule);

/**
 * Returns a WebP whose chunks were read and checked.
 *
 * - **Source** Zern, Massimino and Alakuijala, "WebP Image Format", RFC 9649, §2
 */
export function openWebp(bytes: Uint8Array): OpenedImage {
  const length = 8 + numberAt(bytes, 4, 4, true);
  if (length > bytes.length) throw new BadImage(`there must be ${length} bytes`, String(bytes.length));
  const chunks = new Map<string, Uint8Array>();
  for (let at = 12; at + 8 <= length;) {
    const [type, size] = [textAt(bytes, at, 4), numberAt(bytes, at + 4, 4, true)];
    if (at + 8 + size > length) throw new BadImage('all chunks must be there', `a chunk ${type} that ends too early`);
    if (!chunks.has(type)) chunks.set(type, bytes.subarray(at + 8, at + 8 + size));
    at += 8 + size + (size % 2);
  }
  const { width, height, hasAlpha } = headerOf(chunks);
  const decode = (): Promise<RawPixels> =>
    withWebp(codec => decoded(codec, bytes.subarray(0, length), width, height, hasAlpha));
  return { width, height, orientation: orientationOf(chunks.get('EXIF')), decode };
}

interface Header {
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
}

function headerOf(chunks: ReadonlyMap<string, Uint8Array>): Header {
  const [extended, lossy, lossless] = ['VP8X', 'VP8 ', 'VP8L'].map(type => chunks.get(type));
  if (extended !== undefined && (extended[0]! & 2) > 0)
    throw new BadImage('it must be one image', 'a film', 'Save its first image as a file.');
  if (lossless !== undefined) {
    const bits = numberAt(lossless, 1, 4, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff), hasAlpha: ((bits >>> 28) & 1) === 1 };
  }
  if (lossy === undefined || lossy.length < 10) throw new BadImage('there must be pixels', 'other chunks alone');
  const [width, height] = [6, 8].map(at => numberAt(lossy, at, 2, true) & 0x3fff) as [number, number];
  return { width, height, hasAlpha: extended !== undefined && chunks.has('ALPH') };
}

function decoded(codec: LibWebp, bytes: Uint8Array, width: number, height: number, hasAlpha: boolean): RawPixels {
  const [file, numbers] = [copied(codec, bytes), room(codec, 8)];
  const pixels = codec.WebPDecodeRGBA(file, bytes.length, numbers, numbers + 4) >>> 0;
  if (pixels === 0) throw new BadImage('its pixels must follow the format', 'others');
  const [w, h] = new Uint32Array(codec.memory.buffer, numbers, 2);
  if (w !== width || h !== height)
    throw new BadImage(`the size must be ${width} × ${height}, as the header says`, `${w} × ${h}`);
  const all = new Uint8Array(codec.memory.buffer, pixels, width * height * 4);
  const data = hasAlpha ? all.slice() : withChannels(all, 4, 3);
  for (const place of [file, numbers, pixels]) codec.free(place);
  return { channels: hasAlpha ? 4 : 3, data };
}
