import { input, type Node } from '@thalweg/graph';
import { dense, meanSquaredError, tanh } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { step } from '@thalweg/train';
import { llvm } from '@thalweg/node';
import { wasm, type WasmOptions } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';
import { everyProduct } from './library.ts';

const STEPS = 1_000_000;
const collect = (globalThis as unknown as { gc: () => void }).gc;

/** Takes steps, and checks that they leave memory as it was after warm-up. */
function expectFlatMemory(options: WasmOptions): void {
  const x = input('x', ['batch', 6]);
  const loss = x.pipe(dense(4), tanh(), dense(2), meanSquaredError(input('y', ['batch', 2]))) as Node<readonly []>;
  const take = step(loss, adam(), { runner: wasm(options) });
  const batch = {
    x: Float32Array.from({ length: 48 }, (_, i) => Math.sin(i)),
    y: Float32Array.from({ length: 16 }, (_, i) => Math.cos(i)),
  };
  const marks: number[] = [];
  let last = NaN;
  for (let n = 1; n <= STEPS; n++) {
    last = take(batch)!.loss;
    if (n % (STEPS / 10) !== 0) continue;
    collect();
    collect();
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    marks.push(heapUsed + external + arrayBuffers);
  }
  expect(last).toBeGreaterThanOrEqual(0);
  const [warm, ...later] = marks;
  expect(Math.max(...later) - warm!).toBeLessThan(500_000);
}

describe('10⁶ steps leave memory as it was after warm-up', () => {
  it('with products by the library of the system', { tags: ['blas'] }, () => {
    expectFlatMemory({ products: everyProduct() });
  });

  it('in native code', { tags: ['llvm'] }, () => {
    expectFlatMemory({ native: llvm({ from: 0, waits: true }) });
  });
});
