import { readFileSync } from 'node:fs';
import { decodeImage } from '@thalweg/images';
import { changedBytes, type Word } from '../inputs/changed-bytes.ts';
import { type Door, rootFile } from './door.ts';

/** The most pixels that an input may have here: half of the inputs may have as many as any program takes. */
const FEW = 2 ** 20;

/** Small images of all kinds, whose sizes, lengths and pixels are changed. The checksums of chunks of a PNG are written anew. */
export function imageDoor(): Door<Uint8Array> {
  const table = JSON.parse(readFileSync(rootFile('tools/laws/reference/images.json'), 'utf8')) as {
    readonly images: readonly { readonly file: string }[];
  };
  const files = table.images.map(({ file }) => new Uint8Array(Buffer.from(file, 'base64')));
  return {
    // Pixels of 4 bytes, once in the memory of a decoder, with its coefficients of 6 bytes, and once or twice as they are handed out.
    ceiling: 2 ** 30,
    draw(chance) {
      const file = chance.of(files);
      const changed = changedBytes(file, chance, chance.is(0.5) ? {} : { words: sizesOf(file), bigEndian: true });
      return changed[0] === 0x89 && chance.is(0.9) ? withChecksums(changed) : changed;
    },
    open: bytes => decodeImage(bytes, bytes.length % 2 === 0 ? { maxPixels: FEW } : {}),
  };
}

/** The places of sizes: of the header of a PNG, of the frame of a JPEG, of all that begins a WebP. */
function sizesOf(file: Uint8Array): Word[] {
  if (file[0] === 0x89) return [16, 20].map(at => ({ at, width: 4 }));
  if (file[0] === 0x52) return [4, 16, 20, 24].map(at => ({ at, width: 4 }));
  const frame = file.findIndex((byte, at) => byte === 0xff && (file[at + 1] === 0xc0 || file[at + 1] === 0xc2));
  return [2, 5, 7].map(at => ({ at: frame + at, width: 2 }));
}

function withChecksums(png: Uint8Array): Uint8Array {
  const view = new DataView(png.buffer, png.byteOffset, png.length);
  for (let at = 8; at + 12 <= png.length;) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > png.length) break;
    view.setUint32(end, crc32(png.subarray(at + 4, end)));
    at = end + 4;
  }
  return png;
}

function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  }
  return ~crc >>> 0;
}
