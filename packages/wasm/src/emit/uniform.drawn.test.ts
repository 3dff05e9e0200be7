import { takenRows } from '@thalweg/drawn';
import { fillUniform, foldIn, key, type Key } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { WasmModule } from '../assembler/wasm-module.ts';
import { Kernels } from '../assembler/kernels.ts';
import { instantiate, memoryOf } from '../testing/lanes.ts';
import { emitUniform } from './uniform.ts';

const OUT = 64;
const PRESENT = 7;

/** Fills so many numbers, with some that are not its own behind them, and after these the end of a memory of some bytes. */
function filler(count: number, bytes = OUT + 4 * count + 64, more = 16): (key: Key, at: number) => Float32Array {
  const module = new WasmModule();
  module.export('fill', emitUniform(new Kernels(module)));
  const memory = memoryOf(bytes);
  const { fill } = instantiate<{ fill: (...words: number[]) => void }>(module, memory);
  const out = bytes - 4 * (count + more);
  const numbers = new Float32Array(memory.buffer, out, count + more);
  return ([key0, key1], at) => {
    numbers.fill(PRESENT);
    fill(out, count, key0, key1, at);
    return numbers;
  };
}

function interpreted(count: number, root: Key, at: number): Float32Array {
  return fillUniform(new Float32Array(count), foldIn(root, at));
}

describe('uniform numbers in vectors', () => {
  it.each([0, 1, 2, 3, 4, 5, 15, 16, 17, 31, 32, 33, 1000])(
    'writes %s of them, the interpreter’s bits, and no more',
    count => {
      const numbers = filler(count)(key(7), 3);
      expect(numbers.subarray(0, count)).toEqual(interpreted(count, key(7), 3));
      expect(new Set(numbers.subarray(count))).toEqual(new Set([PRESENT]));
    },
  );

  it.each(takenRows('numbers at the end of 4 GiB', [1, 15, 16, 1001]))(
    'writes up to the last address of 4 GiB: %i',
    count => {
      expect(filler(count, 2 ** 32, 4)(key(7), 3)).toEqual(
        Float32Array.of(...interpreted(count, key(7), 3), PRESENT, PRESENT, PRESENT, PRESENT),
      );
    },
  );

  it('follows keys of all bits and counters of both signs', () => {
    const fill = filler(100);
    for (const root of [[0, 0], [0xffffffff, 0xffffffff], [0x80000000, 1], foldIn(key(-1), 'dropout')] as const)
      for (const at of [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)])
        expect(fill(root, at).subarray(0, 100)).toEqual(interpreted(100, root, at));
  });

  it('has other bits for another counter', () => {
    expect(filler(8)(key(7), 3).subarray(0, 8)).not.toEqual(interpreted(8, key(7), 4));
  });

  it('keeps in step over many blocks', () => {
    expect(filler(100_003)(key(11), 5).subarray(0, 100_003)).toEqual(interpreted(100_003, key(11), 5));
  });
});
