import { takenRows } from '@thalweg/drawn';
import { describe, expect, it } from 'vitest';
import type { Arithmetic } from '../assembler/wasm-func.ts';
import { WasmModule } from '../assembler/wasm-module.ts';
import { Kernels } from '../assembler/kernels.ts';
import type { ProductShape } from '../lowering/product-shape.ts';
import { relaxed } from '../relaxed.ts';
import { allowRelaxed } from '../testing/allow-relaxed.ts';
import { numbers } from '../testing/both-ways.ts';
import { instantiate, sharedMemory } from '../testing/lanes.ts';
import { emitProduct, scratchBytes, writeBatch } from './emit-product.ts';

type Product = (a: number, b: number, c: number, scratch: number) => void;

/** The bytes that are kept around everything, and those behind a matrix that a product may read. */
const GUARD = 64;
const COUNT = 3;
const NAN_BYTE = 0xff;

allowRelaxed();
const arithmetics: readonly (Arithmetic | undefined)[] = [undefined, relaxed()];

/** A matrix as it is stored: with the elements of its rows, and a gap of not-a-numbers after each. */
function stored(rows: number, columns: number, gap: number, values: readonly number[]): Float32Array {
  const all = new Float32Array(rows * (columns + gap)).fill(NaN);
  for (let row = 0; row < rows; row++) all.set(values.slice(row * columns, (row + 1) * columns), row * (columns + gap));
  return all;
}

/** Runs the code of a module on factors, where all other memory holds NaN. Returns C, and whether only C and scratch were written. */
function run(module: WasmModule, factors: readonly Float32Array[], elements: number, scratch: number) {
  let end = GUARD;
  const places = [...factors.map(({ byteLength }) => byteLength), 4 * elements, scratch].map(bytes => {
    const at = end;
    end = 16 * Math.ceil((end + bytes + GUARD) / 16);
    return at;
  });
  const [a, b, c, work] = places as [number, number, number, number];
  const memory = sharedMemory(end);
  const bytes = new Uint8Array(memory.buffer).fill(NAN_BYTE);
  factors.forEach((factor, i) => new Float32Array(memory.buffer, places[i], factor.length).set(factor));
  const before = bytes.slice();
  instantiate<{ product: Product }>(module, memory).product(a, b, c, work);
  const found = new Float32Array(memory.buffer, c, elements).slice();
  before.set(bytes.subarray(c, c + 4 * elements), c);
  before.set(bytes.subarray(work, work + scratch), work);
  return { found, isGuarded: Buffer.compare(before, bytes) === 0 };
}

/** The product of three pairs of matrices in one loop, and one after another; the bits must be equal. */
function check(shape: ProductShape, gap: number, arithmetic: Arithmetic | undefined): void {
  const { m, n, k, transposeA, transposeB } = shape;
  const [rowsOfA, columnsOfA] = transposeA ? [k, m] : [m, k];
  const [rowsOfB, columnsOfB] = transposeB ? [n, k] : [k, n];
  const [gapA, gapB] = [m === 1 ? 0 : gap, n === 1 || k === 1 ? 0 : gap];
  const pairs = Array.from({ length: COUNT }, (_, one) => {
    const all = numbers(m * k + k * n + 7 * one).slice(7 * one);
    return [all.slice(0, m * k), all.slice(m * k)] as const;
  });
  const left = pairs.map(([a]) => stored(rowsOfA, columnsOfA, gapA, a));
  const right = pairs.map(([, b]) => stored(rowsOfB, columnsOfB, gapB, b));
  const pitched: ProductShape = {
    ...shape,
    pitchOfA: gapA === 0 ? undefined : columnsOfA + gapA,
    pitchOfB: gapB === 0 ? undefined : columnsOfB + gapB,
  };
  const module = new WasmModule(arithmetic);
  const strides = [[left[0]!.length], [right[0]!.length], [m * n]];
  const write = writeBatch(new Kernels(module), pitched, { lengths: [COUNT], strides, rows: undefined });
  const params = ['i32', 'i32', 'i32', 'i32'] as const;
  const locals = { a: 0, b: 1, c: 2, scratch: 3 };
  module.export(
    'product',
    module.func({ params: [...params], results: [] }, f => write(f, locals)),
  );
  const { found, isGuarded } = run(module, [joined(left), joined(right)], COUNT * m * n, scratchBytes(pitched));
  const what = `[${m}, ${k}]·[${k}, ${n}], gap ${gap}`;
  expect(isGuarded, `${what}: only C is written`).toBe(true);
  pairs.forEach(([a, b], one) => {
    const alone = new WasmModule(arithmetic);
    alone.export('product', emitProduct(new Kernels(alone), shape));
    const wanted = run(alone, [Float32Array.from(a), Float32Array.from(b)], m * n, scratchBytes(shape));
    expect(found.subarray(one * m * n, (one + 1) * m * n), what).toEqual(wanted.found);
  });
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

const sizes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12];
const orders = [false, true].flatMap(transposeA => [false, true].map(transposeB => ({ transposeA, transposeB })));

describe.each(orders)('many products in a loop, transposed: $transposeA, $transposeB,', order => {
  it.each(takenRows(`many products ${JSON.stringify(order)}`, sizes))(
    'have the bits of each one and write nothing else, with and without gaps, for %i rows',
    m => {
      for (const n of sizes)
        for (const k of sizes)
          if ((m + n + k) % 2 === 0 || Math.max(m, n, k) < 6)
            for (const arithmetic of arithmetics) check({ m, n, k, ...order }, (m + k) % 3 === 0 ? 0 : 3, arithmetic);
    },
  );

  it.each(
    takenRows(`many larger products ${JSON.stringify(order)}`, [
      [32, 12, 20],
      [17, 9, 70],
      [1, 40, 30],
      [9, 1, 33],
      [3, 5, 40],
      [6, 7, 1030],
      [1, 36, 2100],
      [5, 6, 2100],
    ] as const),
  )('have them for larger ones: m, n, k = %i, %i, %i', (m, n, k) => {
    for (const arithmetic of arithmetics) for (const gap of [0, 5]) check({ m, n, k, ...order }, gap, arithmetic);
  });
});
