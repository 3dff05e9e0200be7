/** @module-tag llvm */
import { conv2d, type ConvOptions, feedOf, gradient, input, mul, type Node, openFrame, sum } from '@thalweg/graph';
import { sizeOf, type Sizes, tensor } from '@thalweg/tensor';
import { wasm, type WasmOptions } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';
import { llvm } from '../index.ts';

/** Images `[height, width, channels]`, filters `[rows, columns]` over the channels of a group, and how many they are. */
interface Case {
  readonly of: Sizes;
  readonly kernel: readonly [number, number];
  readonly filters: number;
  readonly options?: ConvOptions;
}

// Panels of eight and sixteen columns with and without a rest, windows of one and of several blocks, channels with a filter each.
const cases: readonly Case[] = [
  { of: [13, 14, 3], kernel: [3, 3], filters: 16, options: { padding: 'same' } },
  { of: [9, 17, 16], kernel: [3, 3], filters: 37, options: { padding: 1 } },
  { of: [7, 7, 5], kernel: [2, 3], filters: 28, options: { stride: [2, 1], padding: 'same' } },
  { of: [9, 8, 4], kernel: [3, 2], filters: 15, options: { dilation: 2 } },
  { of: [8, 7, 48], kernel: [3, 3], filters: 40, options: { groups: 2, padding: 1 } },
  { of: [6, 9, 37], kernel: [3, 3], filters: 37, options: { groups: 37, padding: 'same' } },
  { of: [3, 5, 200], kernel: [3, 3], filters: 27 },
  { of: [2, 1, 1500], kernel: [2, 1], filters: 17 },
  { of: [40, 40, 2], kernel: [2, 2], filters: 21 },
];

/** Outputs and gradients of batches of two sizes. */
function valuesOf({ of, kernel, filters, options }: Case, by: WasmOptions): readonly (readonly number[])[] {
  const shape = [...kernel, of.at(-1)! / (options?.groups ?? 1), filters];
  const [x, w] = [input('x', ['batch', ...of]), input('w', shape)];
  const y = conv2d(x as never, w as never, options) as Node;
  const loss = sum(mul(y, y) as Node) as Node<readonly []>;
  const outputs = [y, gradient(loss, x as Node), gradient(loss, w as Node)] as readonly Node[];
  const frame = openFrame({ outputs, runner: wasm(by) });
  const numbers = (sizes: Sizes, seed: number) => tensor(Float32Array.from({ length: sizeOf(sizes) }, (_, i) => Math.sin(i + seed)), { shape: sizes }); // prettier-ignore
  const found: (readonly number[])[] = [];
  for (const batch of [3, 5])
    frame.run([feedOf(x, numbers([batch, ...of], 0)), feedOf(w, numbers(shape, 1))], outcome => {
      if ('error' in outcome) throw outcome.error;
      found.push(...outcome.outputs.map(({ data }) => [...data]));
    });
  frame.close();
  return found;
}

describe('convolutions', () => {
  it.each(cases.map(one => [JSON.stringify(one), one] as const))(
    'have the bits of WebAssembly with 8 and 16 lanes: %s',
    (_, one) => {
      const expected = valuesOf(one, {});
      expect(expected).toHaveLength(6);
      for (const lanes of [8, 16] as const)
        expect(valuesOf(one, { native: llvm({ waits: true, from: 0, lanes }) })).toEqual(expected);
    },
  );
});
