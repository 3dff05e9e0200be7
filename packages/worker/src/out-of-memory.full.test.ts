import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { lastValueFrom, toArray } from 'rxjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { connectTraining, WorkerError } from './index.ts';
import { bundledWorker } from './testing/bundled-worker.ts';
import { samples } from './testing/line.ts';
import { bitsOf, undisturbed } from './testing/node-threads.ts';

let program: string;
beforeAll(() => void (program = bundledWorker(fileURLToPath(new URL('./testing/hungry-worker.ts', import.meta.url)))));

/** Returns what makes threads of little memory, of which the first so many take more than there is, at one of their records. */
function hungry(first: number, hungryAt = 900): { make: () => Worker; made: () => number } {
  let made = 0;
  const make = (): Worker => {
    const workerData = { hungryAt: made++ < first ? hungryAt : -1 };
    return new Worker(program, {
      eval: true,
      execArgv: [],
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: 48 },
    });
  };
  return { make, made: () => made };
}

describe('a worker that has no memory left', () => {
  it('ends the stream with an error that says so, and the page lives', async () => {
    const training = connectTraining(hungry(1).make);
    const error: unknown = await lastValueFrom(samples(4000).pipe(training.learn())).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WorkerError);
    expect(String(error)).toMatch(/memory/);
    await training.stop();
  });

  it('is replaced by another one, which goes on to the same steps and bits', async () => {
    const expected = await undisturbed(samples(4000));
    const { make, made } = hungry(2);
    const training = connectTraining(make, { restart: 'snapshot', snapshotEvery: 200 });
    const steps = await lastValueFrom(samples(4000).pipe(training.learn(), toArray()));
    expect(steps).toEqual(expected.steps);
    expect(bitsOf(await training.snapshot())).toBe(expected.bits);
    expect(made()).toBe(3);
    await training.stop();
  });

  it('fails at last if each one after it has none either', async () => {
    const { make, made } = hungry(Infinity, 1);
    const training = connectTraining(make, { restart: 'snapshot', snapshotEvery: 200 });
    await expect(lastValueFrom(samples(4000).pipe(training.learn()))).rejects.toThrow(WorkerError);
    expect(made()).toBeLessThan(10);
    await training.stop();
  });
});
