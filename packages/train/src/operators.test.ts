import { batch, Dataset, epochs, fromIterable, map, shuffle } from '@thalweg/data';
import { read, type Node } from '@thalweg/graph';
import { adam, sgd } from '@thalweg/optim';
import {
  defer,
  firstValueFrom,
  from,
  lastValueFrom,
  merge,
  Observable,
  repeat,
  retry,
  share,
  Subject,
  switchMap,
  take,
  toArray,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { step, train } from './index.ts';
import { classifier, line, points } from './testing/models.ts';
import { observe } from './testing/observe.ts';
import { turns } from './testing/turns.ts';
import { bytesOf, watched } from './testing/watched.ts';

interface Record {
  readonly x: number;
  readonly y: number;
}
const records: Record[] = Array.from({ length: 10 }, (_, i) => ({ x: 1 + (i % 3), y: i - 4 }));

/** Batches of points, and how many were asked for. */
function counted(): { batches: ReturnType<typeof make>; pulled: () => number } {
  let count = 0;
  const make = () =>
    points(50).pipe(
      shuffle({ seed: 1 }),
      batch(5),
      map(record => {
        count++;
        return record;
      }),
      epochs(3),
    );
  return { batches: make(), pulled: () => count };
}

/** The weight of a line after plain steps over some records. */
function weightAfter(given: readonly Record[], learningRate = 0.1): number {
  const { w, loss } = line();
  const descend = step(loss, sgd({ learningRate }));
  for (const record of given) descend({ ...record });
  return read(w).item();
}

describe('around train', () => {
  it('take(3) pulls exactly three batches, and takes three steps', async () => {
    for (const sliceMs of [0, 8, Infinity]) {
      const { batches, pulled } = counted();
      const { loss, parameters } = classifier();
      const before = bytesOf(parameters);
      const log = await lastValueFrom(batches.pipe(train(loss, adam(), { sliceMs }), take(3), toArray()));
      await turns();
      expect([log.map(({ step }) => step), pulled()]).toEqual([[1, 2, 3], 3]);
      expect(bytesOf(parameters)).not.toEqual(before);
    }
  });

  it('take(3) takes three records of a stream that pushes, and lets go of it', () => {
    const record$ = new Subject<Record>();
    const { w, loss } = line();
    const log = observe(record$.pipe(train(loss, sgd()), take(3)));
    for (const record of records) record$.next(record);
    expect([log.values.map(({ step }) => step), log.completions, record$.observed]).toEqual([[1, 2, 3], 1, false]);
    expect(read(w).item()).toBe(weightAfter(records.slice(0, 3)));
  });

  it('take(3) stops a stream that would push for ever while it is subscribed', () => {
    let pushed = 0;
    const endless$ = defer(() => {
      pushed++;
      return from([records[0]!]);
    }).pipe(repeat());
    const log = observe(endless$.pipe(train(line().loss, sgd()), take(3)));
    expect([log.values.length, log.completions, pushed]).toEqual([3, 1, 3]);
  });

  it('a failed step stops a stream that would push for ever', () => {
    const endless$ = defer(() => from([{ x: NaN, y: 1 }])).pipe(repeat());
    expect(observe(endless$.pipe(train(line().loss, sgd()))).errors).toHaveLength(1);
  });

  it('firstValueFrom takes one step', async () => {
    const { batches, pulled } = counted();
    const first = await firstValueFrom(batches.pipe(train(classifier().loss, adam())));
    await turns();
    expect([first.step, pulled()]).toEqual([1, 1]);
  });

  it('switchMap ends a training between two steps, and the next goes on from there', async () => {
    const rate$ = new Subject<number>();
    const { w, loss } = line();
    const data = fromIterable(records).pipe(epochs(Infinity));
    const log = observe(rate$.pipe(switchMap(learningRate => data.pipe(train(loss, sgd({ learningRate }), { sliceMs: 0 })))), ({ step, ...rest }, self) => {
      if (self.values.length === 4) rate$.next(0.01);
      if (self.values.length === 7) self.unsubscribe();
      return [step, rest];
    }); // prettier-ignore
    rate$.next(0.1);
    while (log.values.length < 7) await turns(1);
    await turns();
    expect(log.values.map(({ step }) => step)).toEqual([1, 2, 3, 4, 1, 2, 3]);
    const wanted = line();
    const [fast, slow] = [
      step(wanted.loss, sgd({ learningRate: 0.1 })),
      step(wanted.loss, sgd({ learningRate: 0.01 })),
    ];
    for (const record of records.slice(0, 4)) fast({ ...record });
    for (const record of records.slice(0, 3)) slow({ ...record });
    expect(read(w).item()).toBe(read(wanted.w).item());
  });

  it('retry goes on with parameters, moments and the number of the step', async () => {
    let attempts = 0;
    const flaky = fromIterable(function* () {
      attempts++;
      yield records[0]!;
      yield records[1]!;
      if (attempts === 1) throw new Error('the line is down');
      yield records[2]!;
    });
    const inside = watched(adam());
    const { loss } = line();
    const log = await lastValueFrom(flaky.pipe(train(loss, inside.optimizer), retry(1), toArray()));
    expect(log.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5]);
    const wanted = watched(adam());
    const descend = step(line().loss, wanted.optimizer);
    for (const index of [0, 1, 0, 1, 2]) descend({ ...records[index]! });
    expect(bytesOf(inside.registers())).toEqual(bytesOf(wanted.registers()));
  });

  it('share runs one training for all who listen', async () => {
    const { w, loss } = line();
    const steps$ = fromIterable(records).pipe(train(loss, sgd()), share());
    const [a, b] = [observe(steps$), observe(steps$)];
    await Promise.all([a.ended, b.ended]);
    expect([a.values.length, b.values]).toEqual([10, a.values]);
    expect(read(w).item()).toBe(weightAfter(records));
  });

  it('stays silent on a source that never emits, completes on one that is empty, and refuses an empty dataset', async () => {
    const silent = observe(new Observable<Record>().pipe(train(line().loss, sgd())));
    const empty = observe(fromIterable<Record>([]).pipe(train(line().loss, sgd())));
    const pushed = observe(from<Record[]>([]).pipe(train(line().loss, sgd())));
    await empty.ended;
    for (const { values, errors } of [silent, pushed]) expect([values, errors]).toEqual([[], []]);
    expect([silent.completions, empty.completions, pushed.completions]).toEqual([0, 0, 1]);
    expect(String(empty.errors)).toBe(
      'DataError: train: a dataset must have at least one record, got none. Check the path or the filter that it comes from.',
    );
    silent.unsubscribe();
  });

  it('a callback that throws neither stops the training nor reaches the source', async () => {
    const { w, loss } = line();
    const steps$ = fromIterable(records).pipe(train(loss, sgd()), share());
    const failing = observe(steps$.pipe(switchMap(() => { throw new Error('thrown'); }))); // prettier-ignore
    const other = observe(steps$);
    await other.ended;
    expect([failing.errors, other.values.length, other.errors]).toEqual([[new Error('thrown')], 10, []]);
    expect(read(w).item()).toBe(weightAfter(records));
  });
});

describe('trainings beside one another', () => {
  it('may be started inside a subscriber, never giving a turn: its steps follow that pass', async () => {
    const { w, x, loss } = line();
    let log: ReturnType<typeof observe> | undefined;
    let asked = NaN;
    observe(x, () => {
      if (log !== undefined) return;
      log = observe(fromIterable(records).pipe(train(loss, sgd(), { sliceMs: Infinity })));
      asked = read(w).item();
    });
    x.set(1);
    expect(asked).toBe(0);
    await log!.ended;
    expect([log!.values.length, log!.errors]).toEqual([10, []]);
    expect(read(w).item()).toBe(weightAfter(records));
  });

  it('take turns on one model, each at its own batch size, as if by hand', async () => {
    const both = classifier();
    const sizes = [3, 7];
    const batches = sizes.map(size => points(21).pipe(shuffle({ seed: size }), batch(size)));
    const inside = sizes.map(() => watched(adam()));
    const order: number[] = [];
    const runs = sizes.map((_, i) =>
      observe(batches[i]!.pipe(train(both.loss, inside[i]!.optimizer, { sliceMs: 0 })), () => order.push(i)),
    );
    await Promise.all(runs.map(({ ended }) => ended));
    expect(order.slice(0, 6)).toEqual([0, 1, 0, 1, 0, 1]);

    const alone = classifier();
    const wanted = sizes.map(() => watched(adam()));
    const steps = wanted.map(({ optimizer }) => step(alone.loss, optimizer));
    const iterators = batches.map(one => one.open());
    for (const i of order) steps[i]!({ ...(await iterators[i]!.next())! });
    for (const i of [0, 1]) expect(bytesOf(inside[i]!.registers())).toEqual(bytesOf(wanted[i]!.registers()));
  });

  it('end each by itself', async () => {
    const { loss } = classifier();
    const long = points(30).pipe(batch(3), train(loss, adam(), { sliceMs: 0 }));
    const short = points(30).pipe(batch(10), train(loss, sgd(), { sliceMs: 0 }));
    const log = await lastValueFrom(merge(long, short).pipe(toArray()));
    expect(log).toHaveLength(13);
  });
});

describe('a dataset of one’s own', () => {
  it('is read through the pull protocol, and closed when nobody listens', async () => {
    let closed = 0;
    const open = () => {
      let next = 0;
      return { next: () => (next < 10 ? records[next++] : undefined), close: () => void closed++ };
    };
    const source = new Dataset<Record>({ length: 10, read: open });
    const { w, loss } = line();
    await firstValueFrom(source.pipe(train(loss, sgd())));
    expect([closed, read(w).item()]).toEqual([1, weightAfter(records.slice(0, 1))]);
    await lastValueFrom(source.pipe(train(loss as Node<readonly []>, sgd())));
    expect(closed).toBe(2);
  });
});
