import { setTimeout as pause } from 'node:timers/promises';
import { takenRows } from '@thalweg/drawn';
import {
  conv2d,
  gradient,
  input,
  openFrame,
  parameter,
  sin,
  sum,
  type ConvOptions,
  type Node,
  type Runner,
} from '@thalweg/graph';
import { sizeOf, tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { expect, it } from 'vitest';
import { counted } from './counted.ts';
import { pass, type Pair } from './runs.ts';
import { threaded } from './threaded.ts';

const numbers = (shape: Sizes, seed: number): Tensor =>
  tensor(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(12.9898 * (i + 1) + seed)),
    { shape },
  );

interface Case {
  readonly x: Sizes;
  readonly filters: number;
  readonly options: ConvOptions;
}

const CASES: readonly Case[] = [
  { x: [9, 9, 10, 3], filters: 24, options: {} },
  { x: [7, 9, 10, 8], filters: 16, options: { padding: 'same', stride: 2 } },
  { x: [5, 8, 8, 16], filters: 16, options: { groups: 16, padding: 1 } },
  { x: [6, 8, 8, 6], filters: 10, options: { groups: 2, dilation: 2 } },
  { x: [1, 8, 8, 4], filters: 16, options: {} },
  { x: [1, 9, 9, 8], filters: 24, options: { padding: 1, stride: 2 } },
  { x: [1, 9, 9, 16], filters: 8, options: { stride: 3, dilation: 3 } },
];

/** All values of passes with some images, and fewer, while threads join. */
async function valuesOf({ x, filters, options }: Case, runner: Runner): Promise<readonly (readonly number[])[]> {
  const images = input('x', ['batch', ...x.slice(1)]) as Node;
  const w = parameter(numbers([3, 3, x[3]! / (options.groups ?? 1), filters], 2)) as Node;
  const y = conv2d(images as never, w as never, options) as Node;
  const loss = sum(sin(y) as Node) as Node<readonly []>;
  const watched = counted(runner);
  const frame = openFrame({ outputs: [y, gradient(loss, images) as Node, gradient(loss, w) as Node], runner: watched.runner }); // prettier-ignore
  const found: (readonly number[])[] = [];
  for (const batch of [x[0]!, x[0]!, 2, x[0]!, 0, 1]) {
    for (const { data } of pass(frame, [images, numbers([batch, ...x.slice(1)], batch)] as unknown as Pair))
      found.push([...data]);
    await pause(10);
  }
  frame.close();
  expect(watched.interpreted).toBe(0);
  return found;
}

const titled = CASES.map(one => [JSON.stringify(one), one] as const);
const taken = takenRows('convolutions by threads', titled, ([, { x }]) =>
  x[0] === 1 ? 'one image' : 'several images',
);

it.each(taken)('a convolution of %s has the same bits with 1, 2 and 3 threads', async (_, one) => {
  const alone = await valuesOf(one, wasm());
  for (const threads of [2, 3]) expect(await valuesOf(one, threaded(threads).runner)).toEqual(alone);
}); // prettier-ignore
