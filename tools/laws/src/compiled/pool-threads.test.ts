import { createHash } from 'node:crypto';
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

/** Sums of the bytes of a pool and of its gradient, in passes with some images, and fewer, while threads join. */
async function valuesOf(pool: Pool, runner: Runner): Promise<readonly string[]> {
  const images = input('x', ['batch', 9, 8, 7]) as Node;
  const y = pool(images);
  const watched = counted(runner);
  const frame = openFrame({ outputs: [y, gradient(sum(sin(y)), images)], runner: watched.runner });
  const found: string[] = [];
  for (const batch of [13, 13, 2, 13, 0, 1]) {
    const outputs = pass(frame, [images, numbers([batch, 9, 8, 7], batch)] as unknown as Pair);
    found.push(
      ...outputs.map(({ shape, data }) => `[${shape.join()}] ${createHash('sha256').update(data).digest('hex')}`),
    );
    await pause(10);
  }
  frame.close();
  expect(watched.interpreted).toBe(0);
  return found;
}

it.each(POOLS)('%s has the same bits with 1, 2 and 3 threads', async (_, pool) => {
  const alone = await valuesOf(pool, wasm());
  expect(new Set(alone).size).toBeGreaterThan(6);
  for (const threads of [2, 3]) expect(await valuesOf(pool, threaded(threads).runner)).toEqual(alone);
});
