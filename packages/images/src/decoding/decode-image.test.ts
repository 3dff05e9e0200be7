import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { crc32, deflateSync, inflateRawSync, inflateSync } from 'node:zlib';
import { DataError, Pixels } from '@thalweg/data';
import { decodeImage, type DecodeImageOptions } from '@thalweg/images';
import { ContractError } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { withChannels } from '../transform-parts/channels.ts';
import { jpegModule } from './jpeg-module.ts';
import { references } from '../testing/references.ts';
import { webpModule } from './webp-module.ts';

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));
const unpacked = (base64: string): Uint8Array => new Uint8Array(inflateSync(bytesOf(base64)));

describe('decodeImage', () => {
  it.each(references.images)('gives the bytes of Pillow: $name', async ({ file, shape, pixels }) => {
    const image = await decodeImage(bytesOf(file));
    expect(image).toEqual(new Pixels(shape, unpacked(pixels)));
  });

  it('converts to grey, RGB and RGBA', async () => {
    const rgba = unpacked(references.rgba);
    expect(withChannels(rgba, 4, 1)).toEqual(unpacked(references.L));
    expect(withChannels(rgba, 4, 3)).toEqual(unpacked(references.RGB));
    expect(withChannels(Uint8Array.of(7, 9), 2, 4)).toEqual(Uint8Array.of(7, 7, 7, 9));
    expect(withChannels(Uint8Array.of(7), 1, 4)).toEqual(Uint8Array.of(7, 7, 7, 255));
    for (const channels of [1, 3, 4] as const)
      expect((await decodeImage(references.fileOf('rgba.png'), { channels })).shape).toEqual([19, 23, channels]);
  });

  it('takes what has arrayBuffer(), and its buffer', async () => {
    const file = references.fileOf('lossy.webp');
    const expected = await decodeImage(file);
    expect(await decodeImage(new Blob([file.slice()]))).toEqual(expected);
    expect(await decodeImage(file.slice().buffer)).toEqual(expected);
  });

  it.each(['rgb interlaced.png', 'palette of 4 bits.png', '4:2:0 progressive.jpg', 'lossy with alpha.webp'])(
    'refuses a file that is cut off at any byte: %s',
    async name => {
      const file = references.fileOf(name);
      for (let length = 0; length < file.length; length++)
        await expect(decodeImage(file.subarray(0, length))).rejects.toThrow(DataError);
    },
  );

  it('unpacks no more than the pixels of a PNG need', async () => {
    const one = deflateSync(Buffer.alloc(2 ** 18), { level: 0 }).fill(0xff, 2 ** 17);
    const file = references.fileOf('one pixel.png');
    const at = Buffer.from(file).indexOf('IDAT');
    const [length, data, checksum] = [Buffer.alloc(4), Buffer.concat([Buffer.from('IDAT'), one]), Buffer.alloc(4)];
    length.writeUInt32BE(one.length);
    checksum.writeUInt32BE(crc32(data));
    const parts = [file.subarray(0, at - 4), length, data, checksum, file.subarray(-12)];
    expect((await decodeImage(Buffer.concat(parts))).shape).toEqual([1, 1, 3]);
  });

  it('refuses more pixels than it may take, before it makes any', async () => {
    const file = references.fileOf('rgb.png');
    await expect(decodeImage(file, { maxPixels: 436, name: 'a.png' })).rejects.toThrow(
      'a.png: of a PNG file, there must be at most 436 pixels, got 23 × 19. Raise { maxPixels } if you trust it.',
    );
    await expect(decodeImage(references.fileOf('grey.jpg'), { maxPixels: 436 })).rejects.toThrow('at most 436 pixels');
    await expect(decodeImage(references.fileOf('lossy.webp'), { maxPixels: 436 })).rejects.toThrow(
      'at most 436 pixels',
    );
  });

  it('names other formats, and what it cannot take', async () => {
    const text = (letters: string) => decodeImage(Buffer.from(letters, 'latin1'));
    await expect(text('GIF89a')).rejects.toThrow(
      'the file must be PNG, JPEG or WebP, got GIF. Save it as PNG. In a page, draw its createImageBitmap on a canvas, and use fromCanvas.',
    );
    await expect(text('<html>')).rejects.toThrow('got HTML or XML');
    await expect(text('')).rejects.toThrow('got no bytes');
    await expect(text('\0\0\0\x18ftypheic')).rejects.toThrow('got HEIC');
    await expect(decodeImage('a.png' as never)).rejects.toThrow(ContractError);
    expect(() => decodeImage(references.fileOf('rgb.png'), { channels: 2 as never })).toThrow(
      'must be 1, 3 or 4, got 2',
    );
    expect(() => decodeImage(references.fileOf('rgb.png'), { chanels: 3 } as DecodeImageOptions)).toThrow("'channels'");
  });

  it.each([
    ['jpeg-turbo', jpegModule],
    ['webp', webpModule],
  ])('carries the decoder of @cwasm/%s', (name, module) => {
    const main = createRequire(import.meta.url).resolve(`@cwasm/${name}`);
    const wasm = readFileSync(main.replace('index.js', `${name}.wasm`));
    expect(module).toContain('Copyright');
    expect(inflateRawSync(bytesOf(module.split(' ').at(-1)!)).equals(wasm)).toBe(true);
  });
});
