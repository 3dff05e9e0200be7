import { describe, expect, it } from 'vitest';
import { cutGroup, cutReduction, type Cut } from '../lowering/cut.ts';
import { FusionGroup } from '../lowering/fusion-group.ts';
import { isBlocked } from '../product/emit-product.ts';
import { cutBatch, cutProduct } from './cut-products.ts';

/** All chunks have rows, and together so many. */
function covers(cut: Cut, rows: number): void {
  expect(cut.chunks).toBeGreaterThan(1);
  expect(cut.length).toBeGreaterThanOrEqual(cut.last);
  expect(cut.last).toBeGreaterThan(0);
  expect((cut.chunks - 1) * cut.length + cut.last).toBe(rows);
}

const group = (...shape: number[]): FusionGroup => new FusionGroup(shape, 'float32');

describe('a product is cut', () => {
  it.each([2, 3, 7])('into chunks that cover it and sum as the whole does, for %i threads', threads => {
    let cuts = 0;
    for (const transposeA of [true, false])
      for (const transposeB of [true, false])
        for (let m = 0; m < 70; m++)
          for (const [n, k] of [[1, 40], [3, 7], [10, 20], [9, 40], [128, 1500]] as const) {
            const shape = { m, n, k, transposeA, transposeB };
            const cut = cutProduct(shape, { threads, least: 1e-6 });
            if (cut === undefined) continue;
            cuts++;
            covers(cut, m);
            for (const rows of [cut.length, cut.last]) expect(isBlocked({ ...shape, m: rows })).toBe(true);
          }
    expect(cuts).toBeGreaterThan(500);
  }); // prettier-ignore

  it('only if there is enough to do', () => {
    const shape = { n: 10, k: 20, transposeA: false, transposeB: false };
    expect(cutProduct({ ...shape, m: 128 }, { threads: 2 })).toBeUndefined();
    expect(cutProduct({ ...shape, m: 1280 }, { threads: 2 })).toBeDefined();
  });
});

describe('many products are cut', () => {
  const shape = { m: 40, n: 9, k: 12, transposeA: false, transposeB: false };
  const among = { threads: 3, least: 1e-6 };

  it.each([[[3]], [[64]], [[2, 64]], [[2, 2, 5]], [[100, 2]], [[2]], [[2, 1]]])('along one of their loops, or by rows: %j', lengths => {
    const { axis, part, chunks } = cutBatch(shape, lengths, among)!;
    const within = axis < lengths.length ? lengths[axis]! : shape.m;
    expect((part.chunks - 1) * part.length + part.last).toBe(within);
    expect(part.length).toBeGreaterThanOrEqual(part.last);
    expect(part.last).toBeGreaterThan(0);
    const before = lengths.slice(0, axis).reduce((product, length) => product * length, 1);
    expect(chunks).toBe(before * part.chunks);
    expect(chunks).toBeGreaterThanOrEqual(among.threads);
    expect(axis === lengths.length).toBe(lengths.reduce((product, length) => product * length, 1) < among.threads);
  }); // prettier-ignore

  it('only if there is enough to do, and some', () => {
    expect(cutBatch(shape, [4], { threads: 2 })).toBeUndefined();
    expect(cutBatch(shape, [400], { threads: 2 })).toBeDefined();
    for (const lengths of [[0], [4, 0], [0, 4]]) expect(cutBatch(shape, lengths, among)).toBeUndefined();
    for (const size of ['m', 'n', 'k']) expect(cutBatch({ ...shape, [size]: 0 }, [4], among)).toBeUndefined();
  });
});

describe('a loop is cut', () => {
  it('along its first axis that is one', () => {
    for (const shape of [[7], [1, 9], [5, 3], [1, 1, 4, 2], [100, 1]]) {
      const cut = cutGroup(Object.assign(group(...shape), { roots: new Map([[{}, { literal: 0 }]]) }), {
        threads: 3,
        least: 1e-6,
      })!;
      if (cut === undefined) expect(shape.at(-1)).toBeLessThan(17);
      else covers(cut, shape[cut.axis]!);
    }
    expect(cutGroup(group(), { threads: 3, least: 1e-6 })).toBeUndefined();
    expect(cutGroup(group(1, 1), { threads: 3, least: 1e-6 })).toBeUndefined();
  });

  it('only if there is enough to do', () => {
    const one = { roots: new Map([[{}, { literal: 0 }]]) };
    expect(cutGroup(Object.assign(group(1000), one), { threads: 2 })).toBeUndefined();
    covers(cutGroup(Object.assign(group(100, 1000), one), { threads: 2 })!, 100);
  });
});

describe('a reduction is cut', () => {
  const cutOf = (shape: number[], from: number, to: number, among: { threads: number; least?: number }) =>
    cutReduction({ shape, steps: [], leaves: [{}] as never }, { from, to, results: { size: 1 } }, among);
  const least = { threads: 2, least: 1e-6 };

  it('by rows, or by columns if there is one row of them', () => {
    covers(cutOf([9, 3], 1, 2, least)!, 9);
    covers(cutOf([9, 3, 5], 1, 2, least)!, 9);
    covers(cutOf([3, 50], 0, 1, least)!, 50);
    covers(cutOf([1, 3, 50], 1, 2, least)!, 50);
    expect(cutOf([3], 0, 1, least)).toBeUndefined();
    expect(cutOf([3, 1], 0, 1, least)).toBeUndefined();
  });

  it('along the longest of several axes, by columns in whole vectors', () => {
    expect(cutOf([2, 9, 3], 2, 3, least)).toMatchObject({ axis: 1 });
    expect(cutOf([3, 2, 50], 0, 1, least)).toMatchObject({ axis: 2, chunks: 2, length: 28 });
    expect(cutOf([3, 50, 4], 0, 1, least)).toMatchObject({ axis: 1, length: 7 });
  });

  it('only if there is enough to do', () => {
    expect(cutOf([100, 10], 1, 2, { threads: 2 })).toBeUndefined();
    covers(cutOf([100, 1000], 1, 2, { threads: 2 })!, 100);
  });
});
