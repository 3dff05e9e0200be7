import { batch, epochs, fromIterable, map } from '@thalweg/data';
import { ON_DEMAND } from '@thalweg/data/engine';
import { input, mul, parameter, square, sub } from '@thalweg/graph';
import { sgd } from '@thalweg/optim';
import { tensor, type Tensor } from '@thalweg/tensor';
import { decodeSnapshot, encodeSnapshot, train, type StepRecord } from '@thalweg/train';
import { BehaviorSubject, filter, firstValueFrom, lastValueFrom, Observable, of, take, tap, toArray } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ExposedTraining, TrainingContext } from './inside/exposed-training.ts';
import { connectTraining, exposeTraining, WorkerError, type ConnectTrainingOptions } from './index.ts';
import { line, lineHere, samples, type Sample } from './testing/line.ts';

/** A training behind a port of this thread. */
function connected<R, Step = StepRecord>(
  build: (context: TrainingContext<R>) => ExposedTraining<Step>,
  options?: ConnectTrainingOptions,
) {
  const { port1, port2 } = new MessageChannel();
  const exposing = exposeTraining(build, { port: port1 });
  const training = connectTraining<Step>(port2, options);
  onTestFinished(() => {
    void training.stop();
    exposing.unsubscribe();
    port1.close();
  });
  return training;
}

/** A build that passes on what it gets. */
const echo = <R>({ records }: TrainingContext<R>): ExposedTraining<R> => ({ steps: records, state: {} });

describe('records that go to a training', () => {
  it('are never more on their way than the credit, over 100,000 of them, in their order', async () => {
    let [drawn, most, taken] = [0, 0, 0];
    const numbers = fromIterable({
      *[Symbol.iterator]() {
        for (; drawn < 100_000; most = Math.max(most, drawn - taken)) yield { n: drawn++ };
      },
    });
    const training = connected<{ n: number }, number>(({ records }) => {
      const inOrder = ({ n }: { readonly n: number }): number => {
        if (n !== taken++) throw new Error(`record ${n} came as number ${taken - 1}`);
        return n;
      };
      return { steps: records.pipe(map(inOrder), batch(1000), map(() => taken)), state: {} };
    }, { credit: 64 }); // prettier-ignore
    const counts = await lastValueFrom(numbers.pipe(training.learn(), toArray()));
    expect(counts).toEqual(Array.from({ length: 100 }, (_, n) => 1000 * (n + 1)));
    expect(most).toBeLessThanOrEqual(64);
  });

  it('are refused from a source that pushes without a buffer, and the error names one', async () => {
    const training = connected(line);
    await expect(lastValueFrom(of({ x: 1, y: 2 }).pipe(training.learn()))).rejects.toThrow(
      /^learn: the source must wait until the worker takes its records, got an observable that pushes\. .*boundedBuffer/,
    );
  });

  it('are taken from a buffer by demand', async () => {
    const asked: number[] = [];
    const items = (demand$: Observable<number>) =>
      new Observable<{ n: number }>(subscriber => {
        let n = 0;
        demand$.subscribe(count => {
          asked.push(count);
          for (let i = 0; i < count && n < 100; i++) subscriber.next({ n: n++ });
          if (n === 100) subscriber.complete();
        });
      });
    const buffered = Object.assign(new Observable<{ n: number }>(), { [ON_DEMAND]: items });
    const training = connected<{ n: number }, { n: number }>(echo, { credit: 10 });
    const got = await lastValueFrom(buffered.pipe(training.learn(), toArray()));
    expect(got).toEqual(Array.from({ length: 100 }, (_, n) => ({ n })));
    expect(Math.max(...asked)).toBeLessThanOrEqual(10);
  });

  it('are copied: the arrays of the sender stay, and only the seen part of a buffer is sent', async () => {
    const buffer = new Float32Array(1_000);
    const view = buffer.subarray(10, 12).fill(5);
    const records = fromIterable([{ a: view, t: tensor([[1, 2]]), deep: [{ b: new Uint8Array([7]) }], text: 'x' }]);
    type Record = { a: Float32Array; t: Tensor; deep: { b: Uint8Array }[]; text: string };
    const training = connected<Record, Record>(echo);
    const got = await lastValueFrom(records.pipe(training.learn()));
    expect(got.a).toEqual(new Float32Array([5, 5]));
    expect(got.a.buffer.byteLength).toBe(8);
    expect(got.t.toArray()).toEqual([[1, 2]]);
    expect(got.deep).toEqual([{ b: new Uint8Array([7]) }]);
    expect(buffer.length).toBe(1_000);
    expect(view).toEqual(new Float32Array([5, 5]));
  });

  it('are given away with transfer, but not the rest of a buffer', async () => {
    const [whole, large] = [new Float32Array([1, 2]), new Float32Array([3, 4, 5])];
    const records = fromIterable([{ whole, part: large.subarray(1) }]);
    const training = connected<object, object>(echo, { transfer: true });
    expect(await lastValueFrom(records.pipe(training.learn()))).toEqual({
      whole: new Float32Array([1, 2]),
      part: new Float32Array([4, 5]),
    });
    expect(whole.length).toBe(0);
    expect(large).toEqual(new Float32Array([3, 4, 5]));
  });

  it('that are no data are an error', async () => {
    const training = connected<object, object>(echo);
    const records = fromIterable([{ f: () => 1 }]);
    await expect(lastValueFrom(records.pipe(training.learn()))).rejects.toThrow('learn: a record must be data that can be copied, got DataCloneError'); // prettier-ignore
  });

  it('bring the errors of their source', async () => {
    const training = connected(line);
    const records = samples(100).pipe(map((sample: Sample) => { if (sample.x > 1.9) throw new RangeError('too far'); return sample; })); // prettier-ignore
    await expect(lastValueFrom(records.pipe(training.learn()))).rejects.toThrow('too far');
  });
});

describe('a training that is steered', () => {
  it('pauses between two steps, answers meanwhile, and goes on to the same steps', async () => {
    const training = connected(line, { reportMs: 1 });
    const steps: StepRecord[] = [];
    const done = lastValueFrom(
      samples(20_000).pipe(
        training.learn(),
        tap(step => steps.push(step)),
      ),
    );
    await firstValueFrom(training.metrics$.pipe(filter(({ rate }) => rate !== undefined)));
    await training.pause();
    expect((await firstValueFrom(training.status$)).activity).toBe('paused');
    const [count, before] = [steps.length, await training.predict({ x: [1] })];
    await training.snapshot();
    expect(String(await training.predict({ x: [1] }))).toBe(String(before));
    expect(steps.length).toBe(count);
    expect(count).toBeLessThan(2_500);
    await training.resume();
    await done;
    expect(steps).toEqual(await lastValueFrom(lineHere(samples(20_000)).steps.pipe(toArray())));
    expect((await firstValueFrom(training.status$)).activity).toBe('completed');
  });

  it('begins paused if it is paused before', async () => {
    const training = connected(line);
    await training.pause();
    const first = firstValueFrom(samples(80).pipe(training.learn()));
    expect((await firstValueFrom(training.status$)).activity).toBe('paused');
    await training.resume();
    expect((await first).step).toBe(1);
  });

  it('gets a setting after the records before it, and names the one that was meant', async () => {
    const training = connected(line);
    await training.set('learningRate', 0.5);
    const steps = await lastValueFrom(samples(80).pipe(training.learn(), toArray()));
    expect(steps[1]!.loss).not.toBeCloseTo((await lastValueFrom(lineHere(samples(80)).steps.pipe(toArray())))[1]!.loss, 2); // prettier-ignore
    expect(await firstValueFrom(training.metrics$)).toEqual({ rate: 0.5 });
    await expect(training.set('lr', 1)).rejects.toThrow("set: a setting must be a known name, got 'lr'. Did you mean 'learningRate'?"); // prettier-ignore
    await expect(training.set('learningRate', NaN)).rejects.toThrow('set: learningRate must be a number, got NaN');
    expect((await training.snapshot()).parts['worker']!.values['settings']).toEqual({ learningRate: 0.5 });
  });

  it('may have an input node as a setting', async () => {
    const training = connected<Sample>(({ records }) => {
      const learningRate = input('learningRate', []);
      learningRate.set(0);
      const w = parameter(1, { name: 'w' });
      const learn = train(square(sub(mul(w, input('x', [])), input('y', []))), sgd({ learningRate }));
      return { steps: records.pipe(learn), state: { learn }, settings: { learningRate }, predict: w };
    });
    await training.set('learningRate', 0.25);
    await lastValueFrom(fromIterable([{ x: 1, y: 3 }]).pipe(training.learn()));
    expect(await training.predict({})).toBe(2);
  });

  it('is saved and restored elsewhere, and goes on with the records after it', async () => {
    const records = samples(96).pipe(epochs(2));
    const all = await lastValueFrom(lineHere(records).steps.pipe(toArray()));
    const first = connected(line, { reportMs: 1 });
    let kept: Promise<Uint8Array> | undefined;
    const steps = records.pipe(first.learn());
    await new Promise<void>(resolve => {
      const subscription = steps.subscribe(({ step }) => {
        if (step < 5 || kept !== undefined) return;
        kept = first.snapshot().then(encodeSnapshot);
        void kept.then(() => {
          subscription.unsubscribe();
          resolve();
        });
      });
    });
    const snapshot = decodeSnapshot(await kept!);
    const { step } = snapshot.parts['learn']!.values['last'] as { step: number };
    const second = connected(line);
    await second.restore(snapshot);
    const rest = await lastValueFrom(records.pipe(second.learn(), toArray()), { defaultValue: [] });
    expect(rest).toEqual(all.slice(step));
  });

  it('is restored while it is under way', async () => {
    const training = connected(line);
    const fresh = await training.snapshot();
    await lastValueFrom(samples(800).pipe(training.learn()));
    expect(String(await training.predict({ x: [1] }))).not.toBe('float32 [1] [0]');
    await training.restore(fresh);
    expect(String(await training.predict({ x: [1] }))).toBe('float32 [1] [0]');
  });

  it('stops: its steps complete, and it is forgotten', async () => {
    const training = connected(line);
    const steps = lastValueFrom(samples(1_000_000).pipe(training.learn(), toArray()));
    await firstValueFrom(training.metrics$.pipe(filter(({ rate }) => rate !== undefined)));
    await training.stop();
    expect((await steps).map(({ step }) => step)).toEqual(
      Array.from({ length: (await steps).length }, (_, n) => n + 1),
    );
    expect((await firstValueFrom(training.status$)).activity).toBe('stopped');
    await expect(training.predict({ x: [1] })).rejects.toThrow(WorkerError);
    await expect(training.snapshot()).rejects.toMatchObject({ reason: 'ended' });
  });

  it('begins anew for another subscription, and has one at a time', async () => {
    const training = connected(line);
    const once = await lastValueFrom(samples(80).pipe(training.learn(), take(3), toArray()));
    const running = samples(80).pipe(training.learn(), take(3), toArray());
    const again = lastValueFrom(running);
    await expect(lastValueFrom(running)).rejects.toThrow('connectTraining: a training may have one subscription');
    expect(await again).toEqual(once);
  });
});

describe('what comes out', () => {
  it('is every step, or the latest one of each report', async () => {
    const training = connected(line, { steps: 'latest', reportMs: 1_000 });
    const steps = await lastValueFrom(samples(800).pipe(training.learn(), toArray()));
    expect(steps.length).toBeLessThan(100);
    expect(steps.at(-1)!.step).toBe(100);
  });

  it('is the error of the build, of the training and of a prediction, of its own class', async () => {
    const broken = connected(line, { initial: { broken: true } });
    await expect(lastValueFrom(samples(8).pipe(broken.learn()))).rejects.toThrow('no line');
    const training = connected(line);
    await expect(training.predict({ x: ['a'] })).rejects.toThrow();
    await expect(training.predict({ x: { data: [1], shape: [1] } })).rejects.toThrow(
      "in the field 'x', elements must be numbers or booleans, in arrays, got Object in batch 1. Convert it first, as by Number(…).",
    );
    await expect(training.predict({ x: () => 1 })).rejects.toThrow('a record must be data that can be copied');
    const bad = fromIterable([{ x: 1, y: NaN }]);
    await expect(lastValueFrom(bad.pipe(training.learn()))).rejects.toMatchObject({ name: 'DataError' });
    expect((await firstValueFrom(training.status$)).activity).toBe('failed');
  });

  it('is refused if it is no data', async () => {
    const training = connected<Sample, unknown>(({ records }) => ({
      steps: records.pipe(map(() => () => 1)),
      state: {},
    }));
    await expect(lastValueFrom(samples(8).pipe(training.learn()))).rejects.toThrow(
      'what leaves the worker must be data',
    );
  });
});

describe('a training over its own data', () => {
  const own = ({ running }: TrainingContext<never>): ExposedTraining<StepRecord> => {
    const w = parameter(5, { name: 'w' });
    const rate = new BehaviorSubject(0.01);
    const learn = train(square(mul(w, input('x', []))), sgd({ learningRate: rate }), { running });
    const steps = fromIterable([{ x: 1 }]).pipe(epochs(100_000), learn);
    return { steps, state: { learn }, settings: { rate } };
  };

  it('starts, pauses, resumes and stops', async () => {
    const training = connected(own, { reportMs: 1 });
    const steps: number[] = [];
    let came = (): void => {};
    const done = new Promise<void>(resolve =>
      training.steps$.subscribe({ next: ({ step }) => (steps.push(step), came()), complete: resolve }),
    );
    await new Promise<void>(resolve => (came = resolve));
    await training.pause();
    const { length } = steps;
    await training.set('rate', 0.02);
    expect((await training.snapshot()).parts['worker']!.values['settings']).toEqual({ rate: 0.02 });
    expect(steps.length).toBe(length);
    const more = new Promise<void>(resolve => (came = resolve));
    await training.resume();
    await more;
    await training.stop();
    await done;
    expect(steps).toEqual(steps.map((_, i) => i + 1));
  });

  it('must take `running` to be paused', async () => {
    const training = connected<never, StepRecord>(({ running: _, ...context }) => own({ ...context, running: undefined as never })); // prettier-ignore
    const running = training.steps$.subscribe();
    await expect(training.pause()).rejects.toThrow('pause: a training over its own data must take `running`');
    running.unsubscribe();
  });
});

describe('a connection', () => {
  it('refuses another version of the protocol', async () => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => port1.postMessage({ thalweg: 'training', version: 2, kind: 'ready' }));
    port1.start();
    const training = connectTraining(port2);
    await expect(training.snapshot()).rejects.toMatchObject({ name: 'WorkerError', reason: 'version' });
    port1.close();
  });

  it('fails if nobody answers, and other messages on the channel are left alone', async () => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => port1.postMessage('what?'));
    port1.start();
    const training = connectTraining(port2, { silenceMs: 30 });
    await expect(training.snapshot()).rejects.toMatchObject({ reason: 'silent' });
    port1.close();
  });

  it('fails if snapshots are wanted more often than they can be taken', async () => {
    const { port1, port2 } = new MessageChannel();
    const exposing = exposeTraining(line, { port: port1 });
    const training = connectTraining(() => port2, { restart: 'snapshot', snapshotEvery: 5, silenceMs: 60 });
    await expect(lastValueFrom(samples(100).pipe(training.learn()))).rejects.toThrow(
      'snapshotEvery: it must be more than the records between two steps',
    );
    exposing.unsubscribe();
    port1.close();
  });

  it('fails if the other end closes', async () => {
    const { port1, port2 } = new MessageChannel();
    const training = connectTraining(port2);
    const call = training.snapshot();
    port1.close();
    await expect(call).rejects.toMatchObject({ reason: 'died' });
  });

  it('refuses options and workers that cannot be', () => {
    expect(() => connectTraining(undefined as never)).toThrow('connectTraining: postMessage of the worker must be a function'); // prettier-ignore
    expect(() => connectTraining({ postMessage() {} }, { restart: 'snapshot' })).toThrow('needs a function that makes a worker'); // prettier-ignore
    expect(() => connectTraining(() => ({}) as never, { credit: 0 })).toThrow('credit must be a whole number of at least 1'); // prettier-ignore
    expect(() => connectTraining(() => ({}) as never, { silenceMs: 0 })).toThrow('silenceMs must be positive');
    expect(() => connectTraining(() => ({}) as never, { resart: 'never' } as never)).toThrow("Did you mean 'restart'?");
    expect(() => exposeTraining(line)).toThrow('exposeTraining: it must be called in a worker');
  });
});
