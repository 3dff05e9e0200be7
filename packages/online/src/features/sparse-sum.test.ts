import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { SparseSum } from './column-hasher.ts';

const pairsOf = ({ length, indices, values }: SparseSum): [number, number][] =>
  Array.from({ length }, (_, i) => [indices[i]!, values[i]!]);

describe('SparseSum', () => {
  it('goes round where the last slots are taken', () => {
    const sum = new SparseSum();
    sum.clear();
    for (let round = 1; round <= 2; round++) for (const index of [127, 255, 383, 0]) sum.add(index, round);
    expect(pairsOf(sum)).toEqual([[127, 3], [255, 3], [383, 3], [0, 3]]);
  }); // prettier-ignore

  // Multiples of a large power of two all want the same slot.
  const index = fc.oneof(
    fc.nat(7),
    fc.nat(500).map(n => n * 2 ** 16),
    fc.nat(500),
  );
  test.prop([
    fc.array(fc.array(fc.tuple(index, fc.integer({ min: -9, max: 9 })), { maxLength: 300 }), { maxLength: 6 }),
  ])('is a map in the order of first appearance, turn after turn', turns => {
    const sum = new SparseSum();
    for (const turn of turns) {
      sum.clear();
      const wanted = new Map<number, number>();
      for (const [at, value] of turn) {
        sum.add(at, value);
        wanted.set(at, (wanted.get(at) ?? 0) + value);
      }
      expect(pairsOf(sum)).toEqual([...wanted]);
    }
  });
});
