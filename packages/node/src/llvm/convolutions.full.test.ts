/** @module-tag llvm */
import { conv2d, type ConvOptions, gradient, input, mul, type Node, type Source, sum } from '@thalweg/graph';
import type { Sizes } from '@thalweg/tensor';
import { describe, it } from 'vitest';
import { expectBitsOfWasm, type Sized } from '../testing/native-bits.ts';

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

describe('convolutions', () => {
  it.each(cases.map(one => [JSON.stringify(one), one] as const))(
    'have the bits of WebAssembly with 8 and 16 lanes: %s',
    (_, { of, kernel, filters, options }) => {
      const shape = [...kernel, of.at(-1)! / (options?.groups ?? 1), filters];
      const [x, w] = [input('x', ['batch', ...of]), input('w', shape)];
      const y = conv2d(x as never, w as never, options) as Node;
      const loss = sum(mul(y, y) as Node) as Node<readonly []>;
      const outputs = [y, gradient(loss, x as Node), gradient(loss, w as Node)] as readonly Node[];
      const pass = (batch: number): Sized => [[x as Source, [batch, ...of]], [w as Source, shape]]; // prettier-ignore
      expectBitsOfWasm(outputs, [pass(3), pass(5)]);
    },
  );
});
