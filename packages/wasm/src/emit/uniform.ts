import { sizeOf } from '@thalweg/tensor';
import { advance } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import { transpose4 } from '../assembler/lanes.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as i32x4 from '../assembler/opcodes/i32x4.ts';
import * as i64x2 from '../assembler/opcodes/i64x2.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import type { Kernels } from '../assembler/kernels.ts';
import type { LoopEmitter } from '../lowering/loop-code.ts';
import { repeat } from '../loops/repeat.ts';

/**
 * Random numbers of a key and a counter in float32, and at some times if there are any; those of float64 are left to the
 * interpreter.
 */
export const uniformCode: LoopEmitter<'uniform'> = (slot, { key }) => {
  const [, counter, times] = slot.inputs;
  if (slot.wire.dtype !== 'float32') return undefined;
  const rows = times === undefined ? 1 : sizeOf(times.shape!);
  const count = sizeOf(slot.shape!) / Math.max(1, rows);
  return {
    reads: times === undefined ? [counter!] : [counter!, times],
    needs: kernels => emitUniform(kernels, times !== undefined),
    emit: (f, { reads: [at, time], output, needed }) =>
      repeat(f, rows, () => {
        f.get(output).i32(count).i32(key[0]).i32(key[1]);
        f.get(at!).memory(i32.load);
        if (time !== undefined) f.get(time).memory(i32.load);
        f.call(needed);
        if (rows === 1) return;
        advance(f, output, 4 * count);
        advance(f, time!, 4);
      }),
  };
};

// What a block is for, in the last word of its counter, as the tensor package has it.
const UNIFORM = 0;

const FOLD_NUMBER = 4;

const PARAMS = { out: 0, count: 1, key0: 2, key1: 3, at: 4, time: 5 } as const;

const BLOCKS = 4;

const TURN = 16 * BLOCKS; // bytes of output

/**
 * Adds a function `(out, count, key0, key1, at)`, all i32, that writes `count` uniform float32 numbers from [0, 1): the
 * same bits as `fillUniform(out, foldIn(key, at))` of the tensor package. Sixteen numbers a turn; nothing is written
 * past the last. If it is timed, it takes a sixth parameter: the numbers are those of `foldIn(foldIn(key, at), time)`.
 */
export function emitUniform(kernels: Kernels, isTimed = false): number {
  return kernels.of(isTimed ? 'uniform at a time' : 'uniform', isTimed ? 6 : 5, f => {
    const words = [f.local('v128'), f.local('v128'), f.local('v128'), f.local('v128')] as const;
    const key = [f.local('v128'), f.local('v128')] as const;
    const [block, address, end] = [f.local('v128'), f.local('i32'), f.local('i32')];
    f.get(PARAMS.key0).op(i32x4.splat).set(key[0]);
    f.get(PARAMS.key1).op(i32x4.splat).set(key[1]);
    foldIn(f, words, key, PARAMS.at);
    if (isTimed) foldIn(f, words, key, PARAMS.time);
    f.i32x4(0);
    for (let lane = 1; lane < BLOCKS; lane++) f.i32(lane).lane(i32x4.replaceLane, lane);
    f.set(block);
    f.get(PARAMS.out).tee(address).get(PARAMS.count).i32(2).op(i32.shl).op(i32.add).set(end);
    f.get(address).get(end).op(i32.ne);
    f.if(() => {
      f.loop(() => {
        f.get(block).set(words[0]);
        for (const word of [words[1], words[2]]) f.i32x4(0).set(word);
        f.i32x4(UNIFORM).set(words[3]);
        philox(f, words, key);
        // From one word of four blocks in a vector to four words of one block.
        transpose4(f, words);
        for (const word of words) number(f.get(word)).set(word);
        store(f, { words, address, end });
        f.get(block).i32x4(BLOCKS).op(i32x4.add).set(block);
        // Compares what is left, as addresses may begin again at 0 behind the end.
        f.get(end).get(address).op(i32.sub).i32(TURN).op(i32.gtU);
        f.get(address).i32(TURN).op(i32.add).set(address).brIf(0);
      });
    });
  });
}

type Words = readonly [number, number, number, number];

/** Sets the key's locals to those of the child at a counter, in each lane; the counter has a sign. */
function foldIn(f: Func, words: Words, key: readonly [number, number], at: number): void {
  f.get(at).op(i32x4.splat).set(words[0]);
  f.get(words[0]).i32(31).op(i32x4.shrS).set(words[1]);
  f.i32x4(0).set(words[2]);
  f.i32x4(FOLD_NUMBER).set(words[3]);
  philox(f, words, key);
  f.get(words[0]).set(key[0]);
  f.get(words[1]).set(key[1]);
}

/** The upper 24 bits of each word as a fraction. */
function number(f: Func): Func {
  return f
    .i32(8)
    .op(i32x4.shrU)
    .op(f32x4.convertI32x4S)
    .f32x4(2 ** -24)
    .op(f32x4.mul);
}

/** Stores four vectors at the address, or what is left of them up to the end. */
function store(f: Func, { words, address, end }: { words: Words; address: number; end: number }): void {
  f.get(end).get(address).op(i32.sub).i32(TURN).op(i32.geU);
  f.if(
    () => {
      for (const [i, word] of words.entries()) f.storeLanes(address, word, 4, 16 * i);
    },
    () => {
      f.block(() => {
        for (const [i, word] of words.entries())
          for (let lane = 0; lane < 4; lane++) {
            const offset = 16 * i + 4 * lane;
            // The address may be so near to the last one that the sum would begin again at 0.
            f.i32(offset).get(end).get(address).op(i32.sub).op(i32.geU).brIf(0);
            f.get(address).get(word).memoryLane(v128.store32Lane, lane, offset);
          }
      });
    },
  );
}

const MULTIPLIER_0 = 0xd2511f53;

const MULTIPLIER_1 = 0xcd9e8d57;

const WEYL_0 = 0x9e3779b9; // golden ratio

const WEYL_1 = 0xbb67ae85; // √3 − 1

const ROUNDS = 10;

/**
 * Philox4x32-10 of four blocks at once, the same bits as `philox` of the tensor package: `words[i]` is a local with word
 * i of the counter of each block, and afterwards of the result; `key` has two locals with the key's words, one a lane.
 *
 * - **Source** Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC'11, §3.3
 */
function philox(f: Func, words: readonly [number, number, number, number], key: readonly [number, number]): void {
  const [x0, x1, x2, x3] = words;
  const products = { low: f.local('v128'), high: f.local('v128') };
  const [high0, low0, high1] = [f.local('v128'), f.local('v128'), f.local('v128')];
  const multiply = (x: number, factor: number): void => {
    f.get(x).i32x4(factor).op(i64x2.extmulLowI32x4U).set(products.low);
    f.get(x).i32x4(factor).op(i64x2.extmulHighI32x4U).set(products.high);
  };
  /** The even words of both, or the odd ones. */
  const halves = (odd: 0 | 1): Func =>
    f
      .get(products.low)
      .get(products.high)
      .shuffle(odd, 2 + odd, 4 + odd, 6 + odd);
  for (let round = 0; round < ROUNDS; round++) {
    multiply(x0, MULTIPLIER_0);
    halves(1).set(high0);
    halves(0).set(low0);
    multiply(x2, MULTIPLIER_1);
    halves(1).set(high1);
    f.get(high1).get(x1).op(v128.xor);
    roundKey(f, key[0], WEYL_0 * round)
      .op(v128.xor)
      .set(x0);
    halves(0).set(x1);
    f.get(high0).get(x3).op(v128.xor);
    roundKey(f, key[1], WEYL_1 * round)
      .op(v128.xor)
      .set(x2);
    f.get(low0).set(x3);
  }
}

function roundKey(f: Func, word: number, increment: number): Func {
  return f.get(word).i32x4(increment).op(i32x4.add);
}
