import { batch, epochs, fromIterable, map, shuffle } from '@thalweg/data';
import { mul, openFrame, parameter, read, square, type Node } from '@thalweg/graph';
import { accuracy } from '@thalweg/metrics';
import { adam, momentum, sgd } from '@thalweg/optim';
import { from, lastValueFrom, of, Subject, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { measure, train } from './index.ts';
import { classifier, line, points } from './testing/models.ts';
import { observe } from './testing/observe.ts';
import { turns } from './testing/turns.ts';
import { bytesOf, watched } from './testing/watched.ts';

const rounds = [{ x: 1, y: 2 }, { x: 2, y: 2 }, { x: -1, y: 1 }]; // prettier-ignore

describe('train', () => {
  it('takes a step for every record and tells of it: the loss is that before the parameters moved', async () => {
    const { w, loss } = line();
    const records = await lastValueFrom(fromIterable(rounds).pipe(train(loss, sgd({ learningRate: 0.1 })), toArray()));
    let weight = 0;
    const wanted = rounds.map(({ x, y }, index) => {
      const error = weight * x - y;
      weight -= 0.1 * 2 * error * x;
      return { step: index + 1, epoch: 1, loss: error ** 2, metrics: {} };
    });
    expect(records).toEqual(wanted.map(record => ({ ...record, loss: expect.closeTo(record.loss, 12) as number })));
    expect(read(w).item()).toBeCloseTo(weight, 12);
  });

  it('counts steps and epochs from 1, and steps through all epochs', async () => {
    const { loss } = classifier();
    const batches = points(5).pipe(shuffle({ seed: 1 }), batch(2), epochs(2));
    const records = await lastValueFrom(batches.pipe(train(loss, adam()), toArray()));
    expect(records.map(({ step, epoch }) => [step, epoch])).toEqual([[1, 1], [2, 1], [3, 1], [4, 2], [5, 2], [6, 2]]); // prettier-ignore
  });

  it('counts pushed records as those of epoch 1', () => {
    const { loss } = line();
    const log = observe(from(rounds).pipe(train(loss, sgd())));
    expect(log.values.map(({ epoch }) => epoch)).toEqual([1, 1, 1]);
  });

  it('reports metrics of the step’s records, by name', async () => {
    const { loss, logits, label } = classifier();
    const metrics = { accuracy: logits.pipe(measure(accuracy(), label)), twice: mul(2, loss) as Node<readonly []> };
    const [first, ...others] = await lastValueFrom(
      points(8).pipe(batch(4), epochs(40), train(loss, adam({ learningRate: 0.1 }), { metrics }), toArray()),
    );
    expect(first!.metrics.twice).toBeCloseTo(2 * first!.loss, 6);
    expect([0, 0.25, 0.5, 0.75, 1]).toContain(first!.metrics.accuracy);
    expect(others.at(-1)!.metrics.accuracy).toBe(1);
  });

  it('takes one step an epoch from a batch of everything, and one an example from batches of one', async () => {
    const steps = async (size: number): Promise<number> => {
      const records = points(6).pipe(batch(size), epochs(3), train(classifier().loss, sgd()), toArray());
      return (await lastValueFrom(records)).length;
    };
    expect([await steps(Infinity), await steps(1)]).toEqual([3, 18]);
  });

  it('returns before the first step, unless it is told never to give a turn', async () => {
    const { w, loss } = line();
    const log = observe(fromIterable(rounds).pipe(train(loss, sgd())));
    expect([log.values.length, read(w).item()]).toEqual([0, 0]);
    await log.ended;
    expect([log.values.length, log.completions]).toEqual([3, 1]);
    const atOnce = observe(fromIterable(rounds).pipe(train(line().loss, sgd(), { sliceMs: Infinity })));
    expect([atOnce.values.length, atOnce.completions]).toEqual([3, 1]);
  });

  it.each([
    { sliceMs: 0, most: 1 },
    { sliceMs: 1, most: 1 },
    // Two take 6 ms, three would take 9.
    { sliceMs: 8, most: 2 },
  ])('takes no more steps of 3 ms in a turn than slices of $sliceMs ms have time for', async ({ sliceMs, most }) => {
    const slow = fromIterable(rounds).pipe(
      map((record: (typeof rounds)[0]) => {
        for (const until = performance.now() + 3; performance.now() < until;);
        return record;
      }),
      epochs(3),
    );
    const log = observe(slow.pipe(train(line().loss, sgd(), { sliceMs })));
    for (let before = 0; log.completions === 0; before = log.values.length) {
      await turns(1);
      expect(log.values.length - before).toBeLessThanOrEqual(most);
    }
    expect(log.values).toHaveLength(9);
  });

  it('takes as many as there is time for', async () => {
    const log = observe(fromIterable(rounds).pipe(epochs(100), train(line().loss, sgd(), { sliceMs: 60_000 })));
    await turns(2);
    expect([log.values.length, log.completions]).toEqual([300, 1]);
  });

  it('tells an ordinary subscriber of the loss one value a batch, and one of a parameter one a step', async () => {
    const { loss, parameters } = classifier();
    const heard = observe(loss);
    const weight = observe(parameters[0]! as Node);
    const records = await lastValueFrom(points(10).pipe(batch(4), epochs(3), train(loss, adam()), toArray()));
    expect(heard.values.map(value => value.item())).toEqual(records.map(record => record.loss));
    expect(weight.values).toHaveLength(1 + 9);
    expect(new Set(weight.values.map(value => String(value.toArray()))).size).toBe(10);
  });

  it('learns from whatever pushes records, each at once', () => {
    const { w, loss } = line();
    const record$ = new Subject<{ x: number; y: number }>();
    const log = observe(record$.pipe(train(loss, sgd({ learningRate: 0.25 }))));
    record$.next({ x: 1, y: 2 });
    expect([log.values.length, read(w).item()]).toEqual([1, 1]);
    record$.next({ x: 1, y: 2 });
    expect([log.values.at(-1), read(w).item()]).toEqual([{ step: 2, epoch: 1, loss: 1, metrics: {} }, 1.5]);
    record$.complete();
    expect(log.completions).toBe(1);
  });

  it('keeps an input that records do not feed at the value that was set', async () => {
    const { w, y, loss } = line();
    y.set(2);
    await lastValueFrom(of({ x: 1, other: 'ignored' }).pipe(train(loss, sgd({ learningRate: 0.5 }))));
    expect(read(w).item()).toBe(2);
  });

  it('comes to the same bits in every run, batches, metrics and slices alike', async () => {
    const run = async (sliceMs: number): Promise<string[]> => {
      const { loss, parameters } = classifier();
      const batches = points(50).pipe(shuffle({ seed: 3 }), batch(8), epochs(4));
      await lastValueFrom(batches.pipe(train(loss, adam({ learningRate: 0.05 }), { sliceMs })));
      return bytesOf(parameters);
    };
    const first = await run(8);
    expect(await run(8)).toEqual(first);
    expect(await run(Infinity)).toEqual(first);
    expect(await run(0)).toEqual(first);
  });

  it('goes on with parameters and moments when it is subscribed again', async () => {
    const batches = points(12).pipe(batch(4));
    const once = async (loss: Node<readonly []>, runs: number, count: number) => {
      const { optimizer, registers } = watched(momentum());
      const steps$ = batches.pipe(epochs(count), train(loss, optimizer));
      let last = 0;
      for (let i = 0; i < runs; i++) last = (await lastValueFrom(steps$)).step;
      return [last, ...bytesOf(registers())];
    };
    expect(await once(classifier().loss, 3, 1)).toEqual(await once(classifier().loss, 1, 3));
  });

  it('gives two trainings with one optimizer a memory each', async () => {
    const optimizer = momentum();
    const [a, b] = [line(), line()];
    const wanted = line();
    const records = fromIterable(rounds);
    await lastValueFrom(records.pipe(train(a.loss, optimizer)));
    await lastValueFrom(records.pipe(train(b.loss, optimizer)));
    await lastValueFrom(records.pipe(train(wanted.loss, momentum())));
    expect([read(a.w).item(), read(b.w).item()]).toEqual([read(wanted.w).item(), read(wanted.w).item()]);
  });

  it('refuses a loss that is no scalar, or that nothing can lower', () => {
    expect(() => train(parameter([1, 2]) as unknown as Node<readonly []>, sgd())).toThrow(
      'train: the loss must be a scalar, got [2]. Reduce it with mean or sum.',
    );
    const { x } = line();
    expect(() => train(square(x) as Node<readonly []>, sgd())).toThrow(
      'train: the loss must depend on a parameter, got square, which depends on none. Build the model with parameter(…) or layers.',
    );
  });

  it('moves nothing by being made, nor by being looked at from another frame', () => {
    const { w, loss } = line();
    train(loss, sgd());
    const frame = openFrame({ outputs: [loss as Node] });
    frame.close();
    expect(read(w).item()).toBe(0);
  });
});
