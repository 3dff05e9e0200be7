import { takenRows } from '@thalweg/drawn';
import {
  constant,
  conv1d,
  conv2d,
  convTranspose2d,
  gradient,
  input,
  mul,
  parameter,
  sum,
  type ConvOptions,
  type Node,
} from '@thalweg/graph';
import { sizeOf, tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { explain } from '../explain.ts';
import { expectSameBits, passOf } from '../testing/both-ways.ts';
import { wasm } from '../wasm.ts';

/** Whole numbers from −1 to 1: every order of their sums gives the same bits. */
function whole(shape: Sizes, seed: number): Tensor {
  const data = Float32Array.from(
    { length: sizeOf(shape) },
    (_, i) => (Math.imul(i + 1, 40503) + Math.imul(seed, 9973)) % 7,
  );
  return tensor(
    data.map(value => (value % 3) - 1),
    { shape },
  );
}

interface Case {
  readonly x: Sizes;
  readonly kernel: Sizes;
  readonly filters: number;
  readonly options?: ConvOptions;
}

const CASES: readonly Case[] = [
  { x: [3, 5, 6, 3], kernel: [3, 3], filters: 4 },
  { x: [1, 1, 1, 1], kernel: [1, 1], filters: 1 },
  { x: [2, 13, 13, 16], kernel: [3, 3], filters: 32 },
  { x: [2, 28, 28, 1], kernel: [3, 3], filters: 16 },
  { x: [2, 7, 5, 2], kernel: [3, 2], filters: 3, options: { stride: 2 } },
  { x: [2, 7, 5, 2], kernel: [3, 2], filters: 9, options: { stride: [3, 2], padding: 'same' } },
  { x: [2, 6, 7, 5], kernel: [2, 3], filters: 13, options: { dilation: 2, padding: 1 } },
  { x: [2, 9, 9, 2], kernel: [3, 3], filters: 2, options: { stride: 2, dilation: 2, padding: 2 } },
  { x: [1, 9, 8, 3], kernel: [3, 2], filters: 5, options: { stride: 2, dilation: 3, padding: [[2, 3], [1, 4]] } },
  { x: [2, 4, 4, 2], kernel: [1, 1], filters: 3, options: { stride: 3 } },
  { x: [2, 4, 5, 2], kernel: [2, 2], filters: 3, options: { stride: 3, padding: 'same' } },
  { x: [1, 3, 4, 1], kernel: [3, 4], filters: 2 },
  { x: [2, 8, 7, 4], kernel: [3, 3], filters: 6, options: { groups: 2, padding: 1 } },
  { x: [2, 5, 5, 9], kernel: [2, 2], filters: 12, options: { groups: 3, dilation: [1, 2], stride: [2, 1] } },
  { x: [2, 5, 6, 32], kernel: [3, 3], filters: 32, options: { groups: 2, padding: 'same' } },
  { x: [2, 6, 7, 4], kernel: [3, 3], filters: 4, options: { groups: 4, padding: 'same', stride: 2 } },
  { x: [2, 9, 6, 21], kernel: [3, 3], filters: 21, options: { groups: 21, padding: 'same' } },
  { x: [1, 6, 6, 3], kernel: [2, 3], filters: 6, options: { groups: 3 } },
  { x: [1, 4, 5, 200], kernel: [3, 3], filters: 3 },
  { x: [1, 2, 2, 700], kernel: [2, 2], filters: 2 },
  { x: [1, 2, 1, 1500], kernel: [2, 1], filters: 9 },
  { x: [1, 40, 40, 1], kernel: [2, 2], filters: 3 },
  { x: [1, 2, 1100, 2], kernel: [1, 3], filters: 3 },
  { x: [3, 11, 4], kernel: [3], filters: 7 },
  { x: [2, 12, 3], kernel: [4], filters: 5, options: { stride: 3, padding: [[3, 1]] } },
  { x: [2, 9, 10], kernel: [3], filters: 10, options: { groups: 10, dilation: 2, padding: [[4, 0]] } },
]; // prettier-ignore

/** Of images and of sequences, in groups or not. */
const kindOf = ({ x, options }: Case): string => `${x.length} ${options?.groups !== undefined}`;

const named = takenRows('convolutions', CASES, kindOf).map(one => [JSON.stringify(one), one] as const);

/** The output, and gradients of the first and second order. */
function nodesOf({ x, kernel, filters, options }: Case): Node[] {
  const images = input('x', ['batch', ...x.slice(1)]) as Node;
  const w = parameter(whole([...kernel, x.at(-1)! / (options?.groups ?? 1), filters], 2)) as Node;
  const y = (x.length === 3 ? conv1d : conv2d)(images as never, w as never, options) as Node;
  const loss = sum(mul(y, y) as Node) as Node<readonly []>;
  const [dx, dw] = [gradient(loss, images), gradient(loss, w)] as [Node, Node];
  const again = sum(mul(dw, constant(whole(dw.shape as Sizes, 5)) as never) as Node) as Node<readonly []>;
  return [y, dx, dw, gradient(again, images) as Node, gradient(again, w) as Node];
}

describe('a compiled convolution', () => {
  it.each(named)('%s has the bits of the interpreted one, and so have its gradients', (_, one) => {
    const outputs = nodesOf(one);
    const [images] = outputs[0]!.inputs as [never];
    expectSameBits(
      outputs,
      [[images, whole(one.x, 1)]],
      [[images, whole([5, ...one.x.slice(1)], 3)]],
      [[images, whole([1, ...one.x.slice(1)], 4)]],
    );
  });

  it.each(named.filter(([, { x }]) => x.length === 4))(
    '%s transposed has the bits of the interpreted one',
    (_, one) => {
      const { x, kernel, filters, options } = one;
      const images = input('x', ['batch', ...x.slice(1)]) as Node;
      const w = parameter(whole([...kernel, x.at(-1)! / (options?.groups ?? 1), filters], 2)) as Node;
      const y = convTranspose2d(images as never, w as never, options) as Node;
      const loss = sum(mul(y, y) as Node) as Node<readonly []>;
      const outputs = [y, gradient(loss, images) as Node, gradient(loss, w) as Node];
      expectSameBits(outputs, [[images as never, whole(x, 1)]], [[images as never, whole([5, ...x.slice(1)], 3)]]);
    },
  );

  it('of no images has no rows, and zeros as the gradient of its weights', () => {
    const outputs = nodesOf({ x: [0, 5, 5, 2], kernel: [3, 3], filters: 4 });
    const [y, dx, dw] = passOf(outputs, [[outputs[0]!.inputs[0] as never, whole([0, 5, 5, 2], 1)]], wasm());
    expect([y!.shape, dx!.shape]).toEqual([[0, 3, 3, 4], [0, 5, 5, 2]]); // prettier-ignore
    expect([...dw!.data].every(value => value === 0)).toBe(true);
  });

  it('says how much it multiplies', () => {
    const x = input('x', ['batch', 28, 28, 1]) as Node;
    const y = conv2d(x as never, parameter(whole([3, 3, 1, 16], 1)) as never) as Node;
    const plan = explain([y], { x: whole([2, 28, 28, 1], 2) });
    expect(plan.units).toMatchObject([{ by: 'vectors', what: 'convolution', operations: 2 * 2 * 26 * 26 * 9 * 16 }]);
  });
});
