import { Worker } from 'node:worker_threads';
import { epochs } from '@thalweg/data';
import { encodeSnapshot, snapshot, type StepRecord } from '@thalweg/train';
import { lastValueFrom, tap, toArray } from 'rxjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { connectTraining } from './index.ts';
import { bundledWorker } from './testing/bundled-worker.ts';
import { lineHere, samples } from './testing/line.ts';
import { randomNumbers } from './testing/random-numbers.ts';

let program = '';
beforeAll(() => void (program = bundledWorker('line-worker')));

/** Starts a thread, and notes it. */
function threads(): { readonly make: () => Worker; readonly made: Worker[] } {
  const made: Worker[] = [];
  const make = (): Worker => {
    const worker = new Worker(program, { eval: true, execArgv: [] });
    made.push(worker);
    return worker;
  };
  return { make, made };
}

/** Returns the steps and the state of a training in this thread. */
async function undisturbed(count: number): Promise<{ readonly steps: readonly StepRecord[]; readonly bits: string }> {
  const { steps, state } = lineHere(samples(count));
  const taken = await lastValueFrom(steps.pipe(toArray()));
  return { steps: taken, bits: bitsOf(snapshot(state)) };
}

function bitsOf({ version, parts: { learn } }: ReturnType<typeof snapshot>): string {
  const { tensors, values } = learn!;
  return Buffer.from(encodeSnapshot({ version, parts: { learn: { tensors, values: { last: values['last']! } } } })).toString('hex'); // prettier-ignore
}

describe('a training in a thread', () => {
  it('gives the steps and the bits of one in this thread, over epochs', async () => {
    const records = samples(100).pipe(epochs(3));
    const { make } = threads();
    const training = connectTraining(make);
    const steps = await lastValueFrom(records.pipe(training.steps(), toArray()));
    const here = lineHere(records);
    expect(steps).toEqual(await lastValueFrom(here.steps.pipe(toArray())));
    expect(steps.map(({ epoch }) => epoch)).toEqual([1, 2, 3].flatMap(n => Array<number>(13).fill(n)));
    expect(bitsOf(await training.snapshot())).toBe(bitsOf(snapshot(here.state)));
    await training.stop();
  });

  it('comes to the same bits when its worker is killed at 30 random moments', async () => {
    const count = 12_000;
    const expected = await undisturbed(count);
    const { make, made } = threads();
    const training = connectTraining(make, { restart: 'snapshot', snapshotEvery: 200, reportMs: 1 });
    const moments = new Set(randomNumbers(5, 30, count / 8));
    const kill = ({ step }: StepRecord): void => void (moments.has(step - 1) && made.at(-1)!.terminate());
    const steps = await lastValueFrom(samples(count).pipe(training.steps(), tap(kill), toArray()));
    expect(steps).toEqual(expected.steps);
    expect(bitsOf(await training.snapshot())).toBe(expected.bits);
    expect(made.length).toBeGreaterThan(10);
    await training.stop();
  });
});
