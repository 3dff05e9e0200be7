import { gzipSync } from 'node:zlib';
import { atOnce, DataError } from '@thalweg/data';
import { readDigits } from 'digits/read-digits';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { decodeDigits, loadDigits } from './load-digits.ts';
import { encodeDigits } from './encode-digits.ts';
import { readImages } from '../../../../build/read-images.ts';

afterEach(() => void vi.unstubAllGlobals());

const images = Array.from({ length: 10 }, (_, digit) => Float32Array.from({ length: 784 * (digit + 1) }, (_, i) => ((i * (digit + 3)) % 256) / 255)); // prettier-ignore
const file = encodeDigits(images);
const served = (body: BodyInit | null, init?: ResponseInit) =>
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, init)));

describe('the file of digits', () => {
  it('has what the terminal’s program reads, to the last bit', () => {
    const whole = encodeDigits(readImages());
    const ours = decodeDigits(whole.buffer as ArrayBuffer, 'digits').open();
    const theirs = readDigits().open();
    for (let row = 0; row < 10_000; row++) {
      const [a, b] = [atOnce(ours.next())!, atOnce(theirs.next())!];
      if (a.digit !== b.digit || a.image.some((pixel, i) => pixel !== b.image[i])) throw new Error(`image ${row}`);
    }
    expect([ours.next(), theirs.next()]).toEqual([undefined, undefined]);
  });

  it('refuses more brightnesses than a byte can tell apart', () => {
    expect(() => encodeDigits([Float32Array.from({ length: 784 }, (_, i) => i)])).toThrow(
      'at most 256 different brightnesses, got 784',
    );
  });

  it.each([0, 100, 1063, file.length - 1])('refuses a file that ends after %d bytes', length => {
    const cut = file.slice(0, length).buffer;
    expect(() => decodeDigits(cut, 'digits')).toThrow(DataError);
    expect(() => decodeDigits(cut, 'digits')).toThrow('as many images as it says');
  });
});

describe('loading', () => {
  it('unpacks the file', async () => {
    served(gzipSync(file));
    const digits = await loadDigits('digits.bin');
    expect(digits.length).toBe(55);
    expect(atOnce(digits.open().next())!.image).toEqual(images[0]);
  });

  it.each([
    ['is not there', null, { status: 404 }, 'HTTP 404'],
    ['is no packed file', 'hello', {}, ''],
    ['is another one', gzipSync(new Uint8Array(5000)), {}, '5000 bytes for 0 images'],
  ] as const)('of a file that %s says so', async (_, body, init, told) => {
    served(body as BodyInit | null, init);
    const error = await loadDigits('digits.bin').catch((error: unknown) => error);
    expect(error).toBeInstanceOf(DataError);
    expect((error as Error).message).toContain(told);
  });

  it('without a connection says so', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    await expect(loadDigits('digits.bin')).rejects.toThrow(
      'digits must exist, got Failed to fetch. Check the connection',
    );
  });
});
