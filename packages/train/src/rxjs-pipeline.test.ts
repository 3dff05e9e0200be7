import { batch, DataError, fromIterable } from '@thalweg/data';
import { input, mean, mul, parameter, read, square, sub } from '@thalweg/graph';
import { sgd } from '@thalweg/optim';
import { BehaviorSubject, concatMap, endWith, lastValueFrom, map, of, Subject, take, tap, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { evaluate, restore, snapshot, train, trainRows } from './index.ts';

function line() {
  const x = input('x', ['batch']);
  const w = parameter(0.5, { name: 'w' });
  const loss = mean(square(sub(mul(x, w), 1)));
  return { loss, learn: train(loss, sgd({ learningRate: 0.01 })), w };
}

const records = (count: number) => fromIterable(Array.from({ length: count }, (_, i) => ({ x: Math.sin(i) })));

/** Batches that pass through RxJS's own `map` and `tap`. */
const batches = (count = 64) =>
  records(count).pipe(
    batch(8),
    map(({ x }) => ({ x })),
    tap(() => {}),
  );

describe('a training behind RxJS’s own map and tap', () => {
  it('leaves the event loop its turns', async () => {
    const { loss } = line();
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const slow = batches(64).pipe(
      tap(() => {
        for (const end = performance.now() + 2; performance.now() < end;);
      }),
    );
    let stepsAtOnce = 0;
    const ended = lastValueFrom(
      slow.pipe(
        train(loss, sgd()),
        tap(() => stepsAtOnce++),
      ),
    );
    expect(stepsAtOnce).toBe(0);
    await ended;
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(1);
  });

  it('validates after the epoch', async () => {
    const { loss } = line();
    const validation = records(8).pipe(batch(8), evaluate({ loss }));
    const steps = await lastValueFrom(batches().pipe(train(loss, sgd(), { validation }), toArray()));
    expect(steps.map(step => 'validation' in step)).toEqual([...Array<boolean>(7).fill(false), true]);
  });

  it('validates after the epoch behind an asynchronous operator', async () => {
    const { loss } = line();
    const validation = records(8).pipe(batch(8), evaluate({ loss }));
    const later = batches().pipe(concatMap(record => Promise.resolve(record)));
    const steps = await lastValueFrom(later.pipe(train(loss, sgd(), { validation }), toArray()));
    expect(steps.map(step => 'validation' in step)).toEqual([...Array<boolean>(7).fill(false), true]);
  });

  it('pauses, also while a record is awaited', async () => {
    for (const source of [batches(), batches().pipe(concatMap(record => Promise.resolve(record)))]) {
      const { loss } = line();
      const running = new BehaviorSubject(true);
      let steps = 0;
      const ended = lastValueFrom(
        source.pipe(
          train(loss, sgd(), { running }),
          tap(() => ++steps === 3 && running.next(false)),
        ),
      );
      await expect.poll(() => steps).toBe(3);
      await new Promise(resolve => setTimeout(resolve, 30));
      expect(steps).toBe(3);
      running.next(true);
      await ended;
      expect(steps).toBe(8);
    }
  });

  it('keeps its position in a snapshot, and is resumed to the same weights', async () => {
    const whole = line();
    await lastValueFrom(batches().pipe(whole.learn));
    const first = line();
    await lastValueFrom(batches().pipe(first.learn, take(3)));
    const kept = snapshot({ learn: first.learn });
    expect(kept.parts['learn']!.values).toMatchObject({ position: { epoch: 0, index: 3 } });
    const second = line();
    restore({ learn: second.learn }, kept);
    const rest = await lastValueFrom(batches().pipe(second.learn, toArray()));
    expect(rest.map(({ step }) => step)).toEqual([4, 5, 6, 7, 8]);
    expect(read(second.w).item()).toBe(read(whole.w).item());
  });

  it('stops pulling when it is unsubscribed while a record is awaited', async () => {
    let asked = 0;
    const source = batches().pipe(
      concatMap(record => {
        asked++;
        return new Promise<typeof record>(resolve => setTimeout(resolve, 5, record));
      }),
    );
    const subscription = source.pipe(line().learn).subscribe();
    await new Promise(resolve => setTimeout(resolve, 8));
    subscription.unsubscribe();
    const before = asked;
    await new Promise(resolve => setTimeout(resolve, 30));
    expect(asked).toBe(before);
  });
});

describe('a source that pushes', () => {
  const pushed = () => batches().pipe(endWith({ x: [1] }));

  it.each(['validation', 'running'])('has %s refused, as it would be ignored', async option => {
    const options = { [option]: option === 'running' ? new Subject<boolean>() : of(1) };
    const message = `train: ${option} needs a source that is pulled, got an observable that pushes. Begin the pipe with a Dataset`;
    await expect(lastValueFrom(pushed().pipe(train(line().loss, sgd(), options)))).rejects.toThrow(message);
    await expect(lastValueFrom(pushed().pipe(train(line().loss, sgd(), options)))).rejects.toThrow(DataError);
  });

  it('has running refused by trainRows', async () => {
    const x = input('x', []);
    const rows = trainRows(square(mul(x, parameter(1))), sgd(), { running: new Subject<boolean>() });
    await expect(lastValueFrom(pushed().pipe(rows))).rejects.toThrow(
      'trainRows: running needs a source that is pulled',
    );
  });

  it('has a snapshot that says why there is no position, and that can be restored', async () => {
    const { learn } = line();
    await lastValueFrom(pushed().pipe(learn));
    const kept = snapshot({ learn });
    expect(kept.parts['learn']!.values).toMatchObject({ position: 'unknown: records were pushed' });
    const other = line();
    restore({ learn: other.learn }, kept);
    expect(snapshot({ learn: other.learn })).toEqual(kept);
  });

  it('has no position before its first step either: null is a training that has not begun', () => {
    expect(snapshot({ learn: line().learn }).parts['learn']!.values).toMatchObject({ position: null });
  });
});
