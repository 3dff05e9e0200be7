import { readFileSync } from 'node:fs';
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { murmur3 } from './murmur3.ts';
import { hashOf, hashOfPair } from './text-hash.ts';

const { murmur3: references } = JSON.parse(
  readFileSync(new URL('../../../../tools/laws/reference/online-features.json', import.meta.url), 'utf8'),
) as { murmur3: { bytes: string; seed: number; hash: number }[] };

describe('murmur3', () => {
  it.each([
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['ffffffff', 0, 0x76293b50],
    ['21436587', 0, 0xf55b516b],
    ['21436587', 0x5082edee, 0x2362f9de],
    ['214365', 0, 0x7e4a8634],
    ['2143', 0, 0xa0f7b07a],
    ['21', 0, 0x72661cf4],
    ['00000000', 0, 0x2362f9de],
    ['000000', 0, 0x85f0b427],
    ['0000', 0, 0x30f4c306],
    ['00', 0, 0x514e28b7],
  ])('of the bytes %s with the seed %i is that of the published vectors', (hex, seed, hash) => {
    expect(murmur3(new Uint8Array(Buffer.from(hex, 'hex')), seed)).toBe(hash);
  });

  it.each([
    ['', 0, 0],
    ['a', 0, 0x3c2569b2],
    ['abc', 0, 0xb3dd93fa],
    ['aaaa', 0x9747b28c, 0x5a97808a],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['ππππππππ', 0x9747b28c, 0xd58063c1],
    ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ])('of the text %j with the seed %i is that of its bytes in UTF-8', (text, seed, hash) => {
    expect(murmur3(text, seed)).toBe(hash);
    expect(murmur3(new TextEncoder().encode(text), seed)).toBe(hash);
  });

  it('refuses what is neither bytes nor a text', () => {
    for (const other of [7, [1, 2], undefined, new Float32Array(2)])
      expect(() => murmur3(other as never)).toThrow(
        /^murmur3: it hashes bytes or a text, got .*\. Try a Uint8Array, or String\(value\)\.$/,
      );
  });

  it.each(references)('of $bytes with the seed $seed is that of scikit-learn', ({ bytes, seed, hash }) => {
    expect(murmur3(new Uint8Array(Buffer.from(bytes, 'base64')), seed)).toBe(hash);
  });

  test.prop([fc.uint8Array({ maxLength: 40 }), fc.nat(), fc.nat(40), fc.nat(40)])(
    'of a part is that of the bytes in it',
    (bytes, seed, a, b) => {
      const [from, to] = [Math.min(a, b, bytes.length), Math.min(Math.max(a, b), bytes.length)];
      expect(hashOf(bytes, seed, from, to)).toBe(murmur3(bytes.slice(from, to), seed) | 0);
    },
  );

  test.prop([fc.integer(), fc.integer()])('of a pair is that of the four bytes of the second', (first, second) => {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setInt32(0, second, true);
    expect(hashOfPair(first, second)).toBe(murmur3(bytes, first) | 0);
  });
});
