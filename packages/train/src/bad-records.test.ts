import { batch, epochs, fromIterable } from '@thalweg/data';
import { gather, input, parameter, read, square, sum, type Node } from '@thalweg/graph';
import { sgd } from '@thalweg/optim';
import { tensor } from '@thalweg/tensor';
import { firstValueFrom, lastValueFrom, map, of, Subject, throwError, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { evaluate, predict, restore, snapshot, train, trainRows, type Skipped, type Skips } from './index.ts';
import { classifier, line } from './testing/models.ts';
import { observe } from './testing/observe.ts';

type Operator = Skips & ((source: Observable<unknown>) => Observable<unknown>);

const rate = sgd({ learningRate: 0.1 });
const one = (x: number): object => ({ x, y: 2 });
const rows = (x: number): object => ({ x: [x, x], y: [2, 2] });
const mean = (x: number): object => ({ x, y: 2 });

/** Each operator, and the records that it takes. */
const operators: Readonly<
  Record<string, { readonly good: typeof one; readonly make: (onBadRecord?: 'error' | 'skip') => Operator }>
> = {
  train: { good: one, make: onBadRecord => train(line().loss, rate, { onBadRecord }) },
  trainRows: { good: rows, make: onBadRecord => trainRows(line().loss, rate, { onBadRecord }) },
  predict: { good: one, make: onBadRecord => predict(line().loss, { onBadRecord }) },
  evaluate: { good: mean, make: onBadRecord => evaluate({ loss: line().loss }, { onBadRecord }) as Operator },
};

/** Records that do not fit, and their errors. */
const bad: readonly (readonly [record: unknown, name: string])[] = [
  [7, 'DataError'],
  [null, 'DataError'],
  [{ x: 1 }, 'DataError'],
  [{ x: [[1, 2], [3, 4]], y: [[1, 2], [3, 4]] }, 'ShapeError'],
]; // prettier-ignore

describe.each(Object.entries(operators))('%s', (name, { good, make }) => {
  it.each(bad)("with onBadRecord: 'skip' skips %j, counts it with its error, and goes on", (record, error) => {
    const [skipping, only] = [make('skip'), make()];
    const counts: Skipped[] = [];
    skipping.skipped.subscribe(count => counts.push(count));
    const log = observe(of(good(1), record, good(3), record).pipe(skipping));
    const wanted = observe(of(good(1), good(3)).pipe(only));
    expect([log.values, log.errors, log.completions]).toEqual([wanted.values, [], 1]);
    expect(counts.map(({ badRecords, notFinite }) => [badRecords, notFinite])).toEqual([[0, 0], [1, 0], [2, 0]]);
    expect(counts.map(count => (count.error as Error | undefined)?.name)).toEqual([undefined, error, error]);
  }); // prettier-ignore

  it.each(bad)('by default ends with the error of %j', (record, error) => {
    const operator = make();
    const log = observe(of(good(1), record, good(3)).pipe(operator));
    expect(log.errors).toMatchObject([{ name: error }]);
    expect(observe(operator.skipped).values).toMatchObject([{ badRecords: 0 }]);
  });

  it('skips records of a dataset too, the last one included', async () => {
    const data = [good(1), { x: 1 }, good(3), { y: 1 }];
    const [skipping, only] = [make('skip'), make()];
    const log = observe(fromIterable(data).pipe(skipping));
    await log.ended;
    const wanted = observe(fromIterable([good(1), good(3)]).pipe(only));
    await wanted.ended;
    expect([log.values, log.errors, log.completions]).toEqual([wanted.values, [], 1]);
    expect(await firstValueFrom(skipping.skipped)).toMatchObject({ badRecords: 2 });
  });

  it('still ends with an error of another kind', () => {
    const source = of(good(1));
    const failing = source.pipe(map(record => new Proxy(record, { get: () => { throw new TypeError('a getter'); } }))); // prettier-ignore
    expect(observe(failing.pipe(make('skip'))).errors).toEqual([new TypeError('a getter')]);
    expect(observe(throwError(() => new Error('no source')).pipe(make('skip'))).errors).toEqual([new Error('no source')]); // prettier-ignore
  });

  it('that skips stops when the subscriber leaves', () => {
    const record$ = new Subject<unknown>();
    const operator = make('skip');
    const log = observe(record$.pipe(operator));
    record$.next({});
    log.unsubscribe();
    record$.next({});
    expect(record$.observed).toBe(false);
    expect(observe(operator.skipped).values).toMatchObject([{ badRecords: 1 }]);
  });

  it('can be left by whoever counts', () => {
    const record$ = new Subject<unknown>();
    const operator = make('skip');
    const log = observe(record$.pipe(operator));
    operator.skipped.subscribe(({ badRecords }) => {
      if (badRecords === 1) log.unsubscribe();
    });
    for (const record of [{}, good(1), good(1)]) record$.next(record);
    expect([log.values, record$.observed]).toEqual([[], false]);
  });

  it('refuses another value of the option, with the nearest name', () => {
    expect(() => make('skp' as 'skip')).toThrow(
      `${name}: onBadRecord: it must be a known name, got 'skp'. Did you mean 'skip'?`,
    );
  });
});

describe('a training that skips bad records', () => {
  const skip = { onBadRecord: 'skip' } as const;

  it('learns what a training without them learns', () => {
    const [some, all] = [line(), line()];
    observe(of(one(1), {}, { x: NaN, y: 1 }, one(2)).pipe(train(some.loss, rate, skip)));
    observe(of(one(1), one(2)).pipe(train(all.loss, rate)));
    expect(read(some.w).item()).toBe(read(all.w).item());
  });

  it('skips numbers of another kind, which an int32 cannot hold', () => {
    const { loss } = classifier();
    const good = { x: tensor([[1, 2, 3]]), label: tensor([1], { dtype: 'int32' }) };
    const learn = train(loss, rate, skip);
    const log = observe(of({ ...good, label: tensor([1.5]) }, good).pipe(learn));
    expect([log.values.length, log.errors]).toEqual([1, []]);
    expect(observe(learn.skipped).values).toMatchObject([{ badRecords: 1, error: { name: 'DataError' } }]);
  });

  it('saves the position after them', async () => {
    const data = fromIterable([one(1), one(2), {}, {}]);
    const learn = train(line().loss, rate, skip);
    await lastValueFrom(data.pipe(learn));
    const kept = snapshot({ learn });
    expect(kept.parts['learn']!.values['position']).toEqual({ epoch: 0, index: 4 });
    const again = train(line().loss, rate, skip);
    restore({ learn: again }, kept);
    const log = observe(data.pipe(again));
    await log.ended;
    expect([log.values, await firstValueFrom(again.skipped)]).toEqual([[], { badRecords: 0, notFinite: 0 }]);
  });

  it('validates after an epoch whose last record was skipped, with the record of the last step', async () => {
    const { loss } = line();
    const validation = of(one(1)).pipe(evaluate({ loss }));
    const data = fromIterable([one(1), one(2), {}]).pipe(epochs(2));
    const log = observe(data.pipe(train(loss, rate, { ...skip, validation })));
    await log.ended;
    expect(log.values.map(({ step, validation }) => [step, validation !== undefined])).toEqual([
      [1, false], [2, false], [2, true], [3, false], [4, false], [4, true],
    ]); // prettier-ignore
    expect([log.errors, log.completions]).toEqual([[], 1]);
  });

  it('emits no record twice if the validation emits nothing', async () => {
    const validation = of<number>().pipe();
    const log = observe(fromIterable([one(1), {}]).pipe(train(line().loss, rate, { ...skip, validation })));
    await log.ended;
    expect(log.values.map(({ step }) => step)).toEqual([1]);
  });

  it('resumed in the middle of an epoch validates after it, though all that follows is skipped', async () => {
    const data = fromIterable([one(1), {}, {}]);
    const learn = train(line().loss, rate, { ...skip, validation: of('measured') });
    const log = observe(data.pipe(learn), (_, { unsubscribe }) => unsubscribe());
    while (log.values.length === 0) await new Promise(setImmediate);
    const kept = snapshot({ learn });
    const again = train(line().loss, rate, { ...skip, validation: of('measured') });
    restore({ learn: again }, kept);
    const rest = observe(data.pipe(again));
    await rest.ended;
    expect(rest.values).toMatchObject([{ step: 1, validation: 'measured' }]);
  });

  it('skips a batch whole if one of its rows does not fit', () => {
    const { loss } = line();
    const log = observe(
      of({ x: [1, NaN], y: [1, 1] }, { x: [1, 2], y: [1] }, rows(1)).pipe(trainRows(loss, rate, skip)),
    );
    expect([log.values.map(({ step }) => step), log.errors]).toEqual([[2], []]);
  });

  it('goes on asking for batches of a dataset', async () => {
    const records = Array.from({ length: 6 }, (_, i) => ({ x: i === 3 ? NaN : i / 10, y: 1 }));
    const log = observe(fromIterable(records).pipe(batch(2), trainRows(line().loss, rate, skip)));
    await log.ended;
    expect(log.values.map(({ step }) => step)).toEqual([2, 4]);
  });

  it('still ends with an error of the computation', () => {
    const table = parameter([1, 2, 3], { name: 'table' });
    const loss = sum(square(gather(table, input('at', [1], 'int32') as Node))) as Node as Node<readonly []>;
    const log = observe(of({ at: Int32Array.of(3) }).pipe(train(loss, rate, skip)));
    expect(String(log.errors)).toContain('gather: indices must be from 0 to 2, got 3');
  });
});
