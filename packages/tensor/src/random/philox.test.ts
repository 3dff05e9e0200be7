import { describe, expect, it } from 'vitest';
import type { Key } from './key.ts';
import { philox } from './philox.ts';

// Random123, kat_vectors: counter, key, result.
const KNOWN_ANSWERS = `
  00000000 00000000 00000000 00000000  00000000 00000000  6627e8d5 e169c58d bc57ac4c 9b00dbd8
  ffffffff ffffffff ffffffff ffffffff  ffffffff ffffffff  408f276d 41c83b0e a20bc7c6 6d5451fd
  243f6a88 85a308d3 13198a2e 03707344  a4093822 299f31d0  d16cfe09 94fdcceb 5001e420 24126ea1`;

const MASK = 0xffffffffn;

/** The published rounds, in exact integers. */
function exactPhilox(key: Key, counter: Uint32Array): number[] {
  let [x0, x1, x2, x3] = Array.from(counter, BigInt) as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key.map(BigInt) as [bigint, bigint];
  for (let round = 0; round < 10; round++) {
    const p0 = 0xd2511f53n * x0;
    const p1 = 0xcd9e8d57n * x2;
    [x0, x1, x2, x3] = [(p1 >> 32n) ^ x1 ^ k0, p1 & MASK, (p0 >> 32n) ^ x3 ^ k1, p0 & MASK];
    k0 = (k0 + 0x9e3779b9n) & MASK;
    k1 = (k1 + 0xbb67ae85n) & MASK;
  }
  return [x0, x1, x2, x3].map(Number);
}

describe('philox', () => {
  it.each(KNOWN_ANSWERS.trim().split('\n'))('gives the published answer: %s', line => {
    const words = Uint32Array.from(line.trim().split(/\s+/), word => parseInt(word, 16));
    const key: Key = [words[4]!, words[5]!];
    expect(philox(new Uint32Array(4), key, words.subarray(0, 4))).toEqual(words.subarray(6));
  });

  it('agrees with exact integer arithmetic, block after block', () => {
    let key: Key = [7, 0];
    const counter = new Uint32Array(4);
    for (let block = 0; block < 500; block++) {
      const exact = exactPhilox(key, counter);
      philox(counter, key, counter); // may write over its own counter
      expect(Array.from(counter)).toEqual(exact);
      key = [counter[0]!, counter[3]!];
    }
  });
});
