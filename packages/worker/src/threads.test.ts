import { Worker } from 'node:worker_threads';
import { epochs, map } from '@thalweg/data';
import { snapshot, type StepRecord } from '@thalweg/train';
import { firstValueFrom, lastValueFrom, take, tap, toArray } from 'rxjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { connectTraining } from './index.ts';
import { lineHere, samples } from './testing/line.ts';
import { bitsOf, nodeThreads, undisturbed, type NodeThreads } from './testing/node-threads.ts';

let threads: () => NodeThreads;
beforeAll(() => void (threads = nodeThreads()));

const script = (text: string) => () => new Worker(text, { eval: true, execArgv: [], stderr: true });

describe('a training in a thread', () => {
  it('gives the steps and the bits of one in this thread, over epochs', async () => {
    const records = samples(100).pipe(epochs(3));
    const training = connectTraining(threads().make);
    const steps = await lastValueFrom(records.pipe(training.learn(), toArray()));
    const here = lineHere(records);
    expect(steps).toEqual(await lastValueFrom(here.steps.pipe(toArray())));
    expect(steps.map(({ epoch }) => epoch)).toEqual([1, 2, 3].flatMap(n => Array<number>(13).fill(n)));
    expect(bitsOf(await training.snapshot())).toBe(bitsOf(snapshot(here.state)));
    await training.stop();
  });

  it('lets go of a thread that was given', async () => {
    const worker = threads().make();
    const listeners = (): number => worker.eventNames().reduce((sum, name) => sum + worker.listenerCount(name), 0);
    const before = listeners();
    for (let n = 0; n < 5; n++) await firstValueFrom(samples(1_000).pipe(connectTraining(worker).learn(), take(1)));
    expect(listeners()).toBe(before);
    await worker.terminate();
  });
});

describe('a thread that dies', () => {
  it('is an error that says why', async () => {
    const training = connectTraining(threads().make, { initial: { deadlyRecord: 100 } });
    const steps = lastValueFrom(samples(1_000_000).pipe(training.learn()));
    await expect(steps).rejects.toMatchObject({ name: 'WorkerError', reason: 'died' });
    await expect(steps).rejects.toThrow('RangeError: a defect of the script');
    expect(await firstValueFrom(training.status$)).toMatchObject({ activity: 'failed' });
    await expect(training.predict({ x: [1] })).rejects.toMatchObject({ reason: 'ended' });
  });

  it('is an error when it is terminated, and for calls that wait', async () => {
    const { make, made } = threads();
    const training = connectTraining(make);
    const call = training.predict({ x: [1] });
    await made[0]!.terminate();
    await expect(call).rejects.toMatchObject({ reason: 'died' });
  });

  it('is an error when its script cannot run, or exposes no training', async () => {
    await expect(connectTraining(script('(')).snapshot()).rejects.toThrow('SyntaxError');
    await expect(connectTraining(script('1')).snapshot()).rejects.toThrow('got its exit with code 0');
    const deaf = connectTraining(script('setInterval(() => {}, 1e6)'), { silenceMs: 100 });
    await expect(deaf.snapshot()).rejects.toMatchObject({ reason: 'silent' });
  });

  it('is replaced no more when it dies again and again', async () => {
    const { make, made } = threads();
    const training = connectTraining(make, { restart: 'snapshot', initial: { deadlyRecord: 0, size: 1e6 } });
    await expect(lastValueFrom(samples(1_000_000).pipe(training.learn()))).rejects.toThrow('a defect of the script');
    expect(made.length).toBe(6);
  });
});

describe('a thread that is replaced', () => {
  it('comes to the bits of one that lived, and answers the calls that waited', async () => {
    const records = samples(2_000);
    const expected = await undisturbed(records);
    const { make, made } = threads();
    const training = connectTraining(make, { restart: 'snapshot', snapshotEvery: 100, reportMs: 1 });
    let call: Promise<unknown> | undefined;
    const kill = ({ step }: StepRecord): void => {
      if (step !== 100) return;
      call = training.predict({ x: [1] });
      void made[0]!.terminate();
    };
    const steps = await lastValueFrom(records.pipe(training.learn(), tap(kill), toArray()));
    expect(steps).toEqual(expected.steps);
    expect(String(await call)).toMatch(/^float32 \[1\]/);
    expect(bitsOf(await training.snapshot())).toBe(expected.bits);
    expect(await firstValueFrom(training.status$)).toEqual({ activity: 'completed', records: 2_000, restarts: 1 });
    await training.stop();
  });

  it('gets settings and restores between the same records', async () => {
    const run = async (deaths: readonly number[]): Promise<string> => {
      const { make, made } = threads();
      const training = connectTraining(make, { restart: 'snapshot', snapshotEvery: 100, reportMs: 1 });
      const fresh = await training.snapshot();
      const changes: Promise<void>[] = [];
      let n = 0;
      const records = samples(2_000).pipe(
        map(sample => {
          if (n === 301) changes.push(training.set('learningRate', 0.1));
          if (n === 777) changes.push(training.restore(fresh));
          if (n++ % 100 === 50) changes.push(training.set('learningRate', 0.01 + n / 1e5));
          return sample;
        }),
      );
      const kill = ({ step }: StepRecord): void => void (deaths.includes(step) && made.at(-1)!.terminate());
      await lastValueFrom(records.pipe(training.learn(), tap(kill)));
      await Promise.all(changes);
      const bits = bitsOf(await training.snapshot());
      await training.stop();
      return bits;
    };
    expect(await run([20, 41, 60, 95])).toBe(await run([]));
  });

  it('keeps records whole that were given away', async () => {
    const make = (): Float32Array => new Float32Array([1]);
    const records = samples(800).pipe(map(({ x, y }) => ({ x: make().fill(x)[0]!, y, extra: make() })));
    const { make: thread, made } = threads();
    const training = connectTraining(thread, { restart: 'snapshot', snapshotEvery: 50, transfer: true, reportMs: 1 });
    const kill = ({ step }: StepRecord): void => void (step === 40 && made[0]!.terminate());
    const steps = await lastValueFrom(records.pipe(training.learn(), tap(kill), toArray()));
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
    await training.stop();
  });
});
