import { input, matmul, openFrame, parameter, relu, sum, feedOf, type Node } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { explain, wasm } from '@thalweg/wasm';
import { expect, it } from 'vitest';

const PASSES = 300;

it('the times of parts sum to about the time of a pass, and a large product has most of it', () => {
  const x = input('x', [64, 256]);
  const weight = parameter(tensor(new Float32Array(256 * 256).fill(0.01), { shape: [256, 256] }));
  const root = sum(relu(matmul(x, weight as never))) as Node;
  const value = tensor(new Float32Array(64 * 256).fill(0.5), { shape: [64, 256] });
  const { units } = explain([root], { x: value }, { profile: true });
  const parts = units.reduce((total, { microseconds }) => total + microseconds!, 0);
  const frame = openFrame({ outputs: [root], runner: wasm() });
  const times = Array.from({ length: PASSES }, () => {
    const began = performance.now();
    frame.run([feedOf(x, value)], () => undefined);
    return 1000 * (performance.now() - began);
  }).sort((a, b) => a - b);
  frame.close();
  const pass = times[PASSES / 2]!;
  console.log(`parts of a pass: ${parts.toFixed(1)} µs; a pass: ${pass.toFixed(1)} µs`);
  // A pass also takes values in and gives them out; other programs use the machine.
  expect(parts).toBeLessThan(1.5 * pass);
  expect(parts).toBeGreaterThan(pass / 3);
  const product = units.find(({ what }) => what.startsWith('product'))!;
  expect(product.share).toBeGreaterThan(0.5);
});
