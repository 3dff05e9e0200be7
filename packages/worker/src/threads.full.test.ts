import { once } from 'node:events';
import { faultRunsOf, killKey, killSeed } from '@thalweg/programs/fault-runs';
import type { StepRecord } from '@thalweg/train';
import { firstValueFrom, lastValueFrom, take, tap, toArray } from 'rxjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { connectTraining } from './index.ts';
import { samples } from './testing/line.ts';
import { bitsOf, nodeThreads, undisturbed, type NodeThreads } from './testing/node-threads.ts';
import { randomNumbers } from './testing/random-numbers.ts';

let threads: () => NodeThreads;
beforeAll(() => void (threads = nodeThreads()));

const KILLS = 3 * faultRunsOf(10);
const COUNT = 400 * KILLS;
const STARTS = 5 * faultRunsOf(10);
const options = { restart: 'snapshot', snapshotEvery: 200, reportMs: 1 } as const;

describe(`a training whose worker is killed at ${KILLS} random moments, LAWS_SEED=${killSeed}`, () => {
  it('comes to the same steps and bits, when it is killed after steps', async () => {
    const expected = await undisturbed(samples(COUNT));
    const { make, made } = threads();
    const training = connectTraining(make, options);
    const moments = new Set(randomNumbers(killKey('steps'), KILLS, COUNT / 8));
    const kill = ({ step }: StepRecord): void => void (moments.has(step - 1) && made.at(-1)!.terminate());
    const steps = await lastValueFrom(samples(COUNT).pipe(training.learn(), tap(kill), toArray()));
    expect(steps).toEqual(expected.steps);
    expect(bitsOf(await training.snapshot())).toBe(expected.bits);
    expect(made.length).toBeGreaterThan(KILLS / 3);
    await training.stop();
  });

  it('comes to the same steps and bits, when threads are killed 0 to 200 ms after they were made', async () => {
    const expected = await undisturbed(samples(COUNT));
    const { make, made } = threads();
    // The first thread is killed for certain: before it has taken a step.
    const [, ...drawn] = randomNumbers(killKey('times'), KILLS, 200);
    const delays = [0, ...drawn.sort((a, b) => ((a * 31) % 17) - ((b * 31) % 17))];
    const training = connectTraining(() => {
      const worker = make();
      const delay = delays[made.length - 1];
      // Those that die before they have done anything count; a few in a row are allowed.
      if (delay !== undefined && made.length % 3 !== 0) setTimeout(() => void worker.terminate(), delay);
      return worker;
    }, options); // prettier-ignore
    const steps = await lastValueFrom(samples(COUNT).pipe(training.learn(), toArray()));
    expect(steps).toEqual(expected.steps);
    expect(bitsOf(await training.snapshot())).toBe(expected.bits);
    expect(made.length).toBeGreaterThan(1);
    await training.stop();
  });
});

describe('a training in a thread', () => {
  it(`leaves nothing behind after ${STARTS} starts and stops`, async () => {
    const { make, made } = threads();
    const open = (): number => process.getActiveResourcesInfo().filter(kind => /port|worker/i.test(kind)).length;
    const before = open();
    const exits: Promise<unknown>[] = [];
    for (let n = 0; n < STARTS; n++) {
      const training = connectTraining(() => {
        const worker = make();
        exits.push(once(worker, 'exit'));
        return worker;
      });
      if (n % 2 === 0) await firstValueFrom(samples(1_000).pipe(training.learn(), take(1)));
      else {
        await training.predict({ x: [1] });
        await training.stop();
      }
    }
    await Promise.all(exits);
    expect(made.length).toBe(STARTS);
    await expect.poll(open).toBeLessThanOrEqual(before);
  });
});
