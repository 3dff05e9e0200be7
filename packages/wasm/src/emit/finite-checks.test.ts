import { describe, expect, it } from 'vitest';
import { LinearMemory } from '../memory/linear-memory.ts';
import { finiteChecks } from './finite-checks.ts';

const isFinite = finiteChecks();

describe('a check of numbers in the memory', () => {
  it.each([4, 5, 6, 7, 16, 65, 100, 131])(
    'finds each of %i numbers that is not finite, and none beside them',
    count => {
      const memory = new LinearMemory();
      const around = memory.allocate('float32', count + 8);
      around.data.fill(NaN);
      const [from, numbers] = [around.address + 16, around.data.subarray(4, 4 + count)];
      numbers.set(Float32Array.from({ length: count }, (_, i) => [3e38, -3e38, 1e-45, -0, 1][i % 5]!));
      expect(isFinite(memory, from, count)).toBe(true);
      for (let at = 0; at < count; at++)
        for (const other of [NaN, Infinity, -Infinity]) {
          const former = numbers[at]!;
          numbers[at] = other;
          expect(isFinite(memory, from, count)).toBe(false);
          numbers[at] = former;
        }
    },
  );

  it('looks into a memory that threads share, and into one that has grown', () => {
    for (const limits of [undefined, { initial: 1, maximum: 64, shared: true }]) {
      const memory = new LinearMemory(limits);
      const numbers = memory.allocate('float32', 100);
      numbers.data.fill(1);
      expect(isFinite(memory, numbers.address, 100)).toBe(true);
      memory.allocate('float32', 500_000);
      numbers.data[99] = NaN;
      expect(isFinite(memory, numbers.address, 100)).toBe(false);
    }
  });
});
