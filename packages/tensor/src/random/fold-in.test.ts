import { describe, expect, it } from 'vitest';
import { ContractError } from '../contracts/contract-error.ts';
import { foldIn } from './fold-in.ts';
import { key, type Key } from './key.ts';
import { permutation } from './permutation.ts';
import { philox } from './philox.ts';
import { uniform } from './uniform.ts';

describe('key', () => {
  it('is different for every seed, negative and large ones too', () => {
    const seeds = [
      0,
      1,
      -1,
      2 ** 31,
      2 ** 32,
      2 ** 32 + 1,
      -(2 ** 32),
      Number.MAX_SAFE_INTEGER,
      Number.MIN_SAFE_INTEGER,
    ];
    expect(new Set(seeds.map(seed => key(seed).join())).size).toBe(seeds.length);
    expect(key(2 ** 32 + 5)).toEqual([5, 1]);
    expect(key(-1)).toEqual([0xffffffff, 0xffffffff]);
  });

  it.each([0.5, NaN, Infinity, 2 ** 53])('refuses the seed %s and says what to give', seed => {
    expect(() => key(seed)).toThrow(ContractError);
    expect(() => key(seed)).toThrow(
      `key: the seed must be a safe integer, got ${seed}. Give a whole number such as 7.`,
    );
  });
});

describe('foldIn', () => {
  const root = key(7);

  it('gives the same child for the same data, another for other data', () => {
    const data = [
      0,
      1,
      -1,
      2 ** 32,
      2 ** 40,
      '',
      '0',
      'a',
      'b',
      'a\0',
      'abcd',
      'abcde',
      'dcba',
      'dense.weights',
      'dense.bias',
    ];
    const children = data.map(value => foldIn(root, value).join());
    expect(new Set([root.join(), ...children]).size).toBe(data.length + 1);
    expect(data.map(value => foldIn(root, value).join())).toEqual(children);
  });

  it('keeps the order of folds apart, and families of different roots', () => {
    expect(foldIn(foldIn(root, 1), 2)).not.toEqual(foldIn(foldIn(root, 2), 1));
    expect(foldIn(root, 'w')).not.toEqual(foldIn(key(8), 'w'));
  });

  it('never repeats a key in a hundred thousand children', () => {
    const seen = new Set<number>();
    for (let child = 0; child < 1e5; child++) {
      const [low, high] = foldIn(root, child);
      seen.add(low * 2 ** 21 + (high >>> 11));
    }
    expect(seen.size).toBe(1e5);
  });

  it('gives children whose numbers are uncorrelated with their siblings’ and their parent’s', () => {
    const count = 10_000;
    const draws = [root, foldIn(root, 0), foldIn(root, 1), foldIn(root, 'a'), key(8)].map(of =>
      Array.from({ length: count }, (_, index) => uniform(of, index) - 0.5),
    );
    for (const [first, a] of draws.entries())
      for (const b of draws.slice(first + 1)) {
        const correlation = (12 * a.reduce((sum, value, index) => sum + value * b[index]!, 0)) / count;
        expect(Math.abs(correlation)).toBeLessThan(3.3 / Math.sqrt(count)); // p = 0.001
      }
  });

  it('gives epochs with unrelated orders', () => {
    const [one, two] = [0, 1].map(epoch => permutation(foldIn(root, epoch), 1000)) as [Uint32Array, Uint32Array];
    expect(one.filter((value, index) => value === two[index]).length).toBeLessThan(6); // 1 is expected
  });

  it('refuses what is neither a safe integer nor a name', () => {
    expect(() => foldIn(root, 1.5)).toThrow('foldIn: the data must be a safe integer or a name, got 1.5.');
  });
});

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
