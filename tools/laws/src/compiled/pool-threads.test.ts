import { setTimeout as pause } from 'node:timers/promises';
import { averagePool, gradient, input, maxPool, openFrame, sin, sum, type Node, type Runner } from '@thalweg/graph';
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

type Pool = (x: Node) => Node;

const POOLS: readonly (readonly [string, Pool])[] = [
  ['the largest of 2 by 2', x => maxPool(x, 2)],
  ['the largest of 3 by 3, overlapping, with padding', x => maxPool(x, 3, { stride: 2, padding: 'same' })],
  ['the mean of 2 by 2', x => averagePool(x, 2)],
  ['the mean of 3 by 3, overlapping, with padding', x => averagePool(x, 3, { stride: 1, padding: 1 })],
];

/** A pool and its gradient, in passes with some images, and fewer, while threads join. */
async function valuesOf(pool: Pool, runner: Runner): Promise<readonly Tensor[]> {
  const images = input('x', ['batch', 16, 15, 20]) as Node;
  const y = pool(images);
  const watched = counted(runner);
  const frame = openFrame({ outputs: [y, gradient(sum(sin(y)), images)], runner: watched.runner });
  const found: Tensor[] = [];
  for (const batch of [24, 24, 2, 24, 0, 1]) {
    found.push(...pass(frame, [images, numbers([batch, 16, 15, 20], batch)] as unknown as Pair));
    await pause(10);
  }
  frame.close();
  expect(watched.interpreted).toBe(0);
  return found;
}

it.each(POOLS)('%s has the same bits with 1, 2 and 3 threads', async (_, pool) => {
  const alone = await valuesOf(pool, wasm());
  for (const threads of [2, 3]) expect(await valuesOf(pool, threaded(threads).runner)).toEqual(alone);
});
