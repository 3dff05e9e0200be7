import { add, input, matmul, parameter, relu } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { predictor, type Predictor } from './index.ts';

const collect = (globalThis as unknown as { gc: () => void }).gc;

/** Bytes in use once everything that nobody holds is gone. */
async function heap(): Promise<number> {
  for (let times = 0; times < 3; times++) {
    await new Promise(resolve => setImmediate(resolve));
    collect();
  }
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

function model() {
  const x = input('x', ['batch', 2]);
  const weights = parameter([[1, 2], [3, 4]], { name: 'w' }); // prettier-ignore
  return { x, y: relu(add(matmul(x, weights), parameter([0, 0], { name: 'b' }))) };
}

const one = model();
one.x.set([[1, 2]]); // prettier-ignore
const record = { x: [[1, 2]] };

describe('100,000 times leave the heap where it was after 10,000', () => {
  it.each<readonly [string, () => void]>([
    ['a predictor of one model that is opened and closed', () => ask(predictor(one.y), true)],
    ['a predictor of one model that is opened and left', () => ask(predictor(one.y), false)],
    ['a predictor of a new model that is opened and closed', () => ask(predictor(model().y), true)],
    ['a predictor of a new model that is opened and left', () => ask(predictor(model().y), false)],
    ['a subscriber that comes and goes', () => one.y.subscribe().unsubscribe()],
    ['a subscriber of a new model that comes and goes', () => visit(model())],
  ])('%s', async (_, once) => {
    const marks: number[] = [];
    for (let i = 1; i <= 100_000; i++) {
      once();
      if (i % 1000 === 0) await new Promise(resolve => setImmediate(resolve));
      if (i === 10_000 || i === 100_000) marks.push(await heap());
    }
    // Five bytes for each time, less than any object takes.
    expect(marks[1]! - marks[0]!).toBeLessThan(500_000);
  });
});

function ask(predict: Predictor<readonly ['batch', 2]>, closes: boolean): void {
  predict(record);
  if (closes) predict.close();
}

function visit({ x, y }: ReturnType<typeof model>): void {
  x.set([[1, 2]]); // prettier-ignore
  y.subscribe().unsubscribe();
}
