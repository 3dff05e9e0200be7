import { fromAsyncIterable, type Dataset } from '@thalweg/data';
import { encodeSnapshot, type Snapshot, type StepRecord } from '@thalweg/train';
import { lastValueFrom, tap, toArray } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectTraining, exposeTraining, type ConnectTrainingOptions } from './index.ts';
import { sampleAt, samples, type Sample } from './testing/line.ts';
import { scaledLine, type ScaledLine } from './testing/scaled-line.ts';

function connected({ build }: ScaledLine, options?: ConnectTrainingOptions) {
  const { port1, port2 } = new MessageChannel();
  const exposing = exposeTraining(build, { port: port1 });
  const training = connectTraining(port2, { reportMs: 0, ...options });
  onTestFinished(() => {
    void training.stop();
    exposing.unsubscribe();
    port1.close();
  });
  return training;
}

/** Records: the first ones come at once, the others when the test asks for them. */
function haltingAt(count: number, total: number) {
  let go = (): void => {};
  const gone = new Promise<void>(resolve => (go = resolve));
  let halted = (): void => {};
  const atHalt = new Promise<void>(resolve => (halted = resolve));
  const records = fromAsyncIterable(
    async function* () {
      for (let n = 0; n < total; n++) {
        if (n === count) {
          halted();
          await gone;
        }
        yield sampleAt(n);
      }
    },
  ); // prettier-ignore
  return { records: records as Dataset<Sample>, atHalt, go };
}

const bits = ({ version, parts: { learn, scale } }: Snapshot): string =>
  Buffer.from(encodeSnapshot({ version, parts: { learn: learn!, scale: scale! } })).toString('hex');

/** The end of a training without an interruption. */
async function undisturbed(total: number, line = scaledLine()): Promise<{ steps: StepRecord[]; bits: string }> {
  const training = connected(line);
  const steps = await lastValueFrom(samples(total).pipe(training.learn(), toArray()));
  return { steps, bits: bits(await training.snapshot()) };
}

/** The end of a training that begins with a state. */
async function after(kept: Snapshot, total: number, line = scaledLine()): Promise<string> {
  const training = connected(line);
  await training.restore(kept);
  await lastValueFrom(samples(total).pipe(training.learn()));
  return bits(await training.snapshot());
}

const stepOf = ({ parts }: Snapshot): unknown => (parts['learn']!.values['last'] as { step?: number } | null)?.step;
const countOf = ({ parts }: Snapshot): unknown => parts['scale']!.values['count'];

describe('a snapshot of a training behind a feature that moves with every record', () => {
  it('counts no record of a half batch, whose others have not come', async () => {
    const { records, atHalt, go } = haltingAt(28, 80);
    const training = connected(scaledLine());
    let third = (): void => {};
    const atThird = new Promise<void>(resolve => (third = resolve));
    const done = lastValueFrom(
      records.pipe(
        training.learn(),
        tap(({ step }) => step === 3 && third()),
      ),
    );
    await atHalt;
    await atThird;
    const kept = await training.snapshot();
    expect([stepOf(kept), countOf(kept)]).toEqual([3, 24]);
    go();
    await done;
    const whole = await undisturbed(80);
    expect(bits(await training.snapshot())).toBe(whole.bits);
    expect(await after(kept, 80)).toBe(whole.bits);
  });

  it('has no record before the first step', async () => {
    const { records, atHalt } = haltingAt(5, 80);
    const training = connected(scaledLine());
    const running = records.pipe(training.learn()).subscribe();
    await atHalt;
    const kept = await training.snapshot();
    expect([stepOf(kept), countOf(kept)]).toEqual([undefined, 0]);
    running.unsubscribe();
    expect(await after(kept, 80)).toBe((await undisturbed(80)).bits);
  });

  it('is the same while it is paused, and pausing changes nothing', async () => {
    const training = connected(scaledLine(), { credit: 20 });
    let kept: Promise<Snapshot> | undefined;
    const pause = ({ step }: StepRecord): void => {
      if (step % 7 !== 0) return;
      void training.pause().then(() => {
        kept ??= training.snapshot();
        void training.resume();
      });
    };
    await lastValueFrom(samples(400).pipe(training.learn(), tap(pause)));
    const whole = await undisturbed(400);
    expect(bits(await training.snapshot())).toBe(whole.bits);
    const state = await kept!;
    expect(countOf(state)).toBe((stepOf(state) as number) * 8);
    expect(await after(state, 400)).toBe(whole.bits);
  });

  it('leaves out the records of a batch that was never full, after the end', async () => {
    const { steps } = await undisturbed(84);
    expect(steps.length).toBe(10);
    const training = connected(scaledLine());
    await lastValueFrom(samples(84).pipe(training.learn()));
    const kept = await training.snapshot();
    expect(countOf(kept)).toBe(80);
    expect(await after(kept, 160)).toBe((await undisturbed(160)).bits);
  });

  it('waits for the step of a batch that takes more records than any before', async () => {
    const left = new Set(Array.from({ length: 36 }, (_, n) => sampleAt(24 + n).y));
    let reached = (): void => {};
    const atLast = new Promise<void>(resolve => (reached = resolve));
    const leaves = ({ y }: Sample): boolean => {
      if (y === sampleAt(49).y) reached();
      return left.has(y);
    };
    const { records, atHalt, go } = haltingAt(50, 200);
    const training = connected(scaledLine({ leaves }));
    await training.pause();
    const done = lastValueFrom(records.pipe(training.learn()));
    await atHalt;
    await training.resume();
    await atLast;
    await expect(training.snapshot()).rejects.toThrow('snapshot: the step under way must end within a second');
    // On a machine that stands still for a second, it is refused once more.
    const untilKnown = (): Promise<Snapshot> => training.snapshot().catch(untilKnown);
    const wanted = untilKnown();
    go();
    expect(stepOf(await wanted)).toBeGreaterThanOrEqual(4);
    await done;
    const whole = await undisturbed(200, scaledLine({ leaves }));
    expect(await after(await wanted, 200, scaledLine({ leaves }))).toBe(whole.bits);
  });

  it('is the one wanted at each of many moments', async () => {
    const whole = await undisturbed(240);
    const training = connected(scaledLine(), { credit: 16 });
    const taken: Promise<Snapshot>[] = [];
    const records = fromAsyncIterable(async function* () {
      for (let n = 0; n < 240; n++) {
        if (n % 11 === 5) taken.push(training.snapshot());
        yield sampleAt(n);
      }
    });
    await lastValueFrom(records.pipe(training.learn()));
    for (const kept of await Promise.all(taken)) {
      expect(countOf(kept)).toBe(((stepOf(kept) as number | undefined) ?? 0) * 8);
      expect(await after(kept, 240)).toBe(whole.bits);
    }
  });

  it('is one of the end of a step in a training over its own data, running or paused', async () => {
    const training = connected(scaledLine({ own: samples(100_000) }));
    let third = (): void => {};
    const atThird = new Promise<void>(resolve => (third = resolve));
    const running = training.steps$.subscribe(({ step }) => step >= 3 && third());
    await atThird;
    const kept = [await training.snapshot()];
    await training.pause();
    kept.push(await training.snapshot());
    for (const state of kept) expect(countOf(state)).toBe((stepOf(state) as number) * 8);
    running.unsubscribe();
  });

  it('is not prepared while enough records wait for the next step', async () => {
    const line = scaledLine();
    const training = connected(line, { credit: 1_000 });
    await training.pause();
    const { records, atHalt, go } = haltingAt(800, 808);
    const done = lastValueFrom(records.pipe(training.learn()));
    await atHalt;
    const before = line.saves();
    await training.resume();
    go();
    await done;
    expect(line.saves() - before).toBeLessThan(10);
  });
});
