import { epochs, fromColumns, fromIterable, type Dataset } from '@thalweg/data';
import { add, becomes, input, log, mul, parameter, read, sqrt, square, state, type Node } from '@thalweg/graph'; // prettier-ignore
import { adam, partition, sgd, skipNonFinite } from '@thalweg/optim';
import {
  firstValueFrom,
  from,
  lastValueFrom,
  map,
  of,
  pipe as chain,
  retry,
  Subject,
  take,
  type Observable,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { evaluate, restore, snapshot, step, train, trainRows, type Skipped } from './index.ts';
import { observe } from './testing/observe.ts';

/** The loss is log(w·x)²: finite for x above 0, and NaN below. The parameter is 2 at first. */
function model() {
  const w = parameter(2, { dtype: 'float64', name: 'w' });
  const x = input('x', [], 'float64');
  const loss = square(log(mul(w, x))) as Node<readonly []>;
  return { w, x, loss };
}

/** Records with these numbers, which are pushed. */
const fromArray = (xs: readonly number[]): Observable<{ x: number }> => from(xs).pipe(map(x => ({ x })));

const optimizer = () => sgd({ learningRate: 0.1 });
const stateOf = (learn: Parameters<typeof snapshot>[0][string]) =>
  Object.entries(snapshot({ learn }).parts['learn']!.tensors).map(([name, one]) => [name, one.toJSON()]);

/** The weight after steps on some numbers. */
function weightAfter(xs: readonly number[]): number {
  const { w, loss } = model();
  const descend = step(loss, optimizer());
  for (const x of xs) descend({ x });
  return read(w as Node).item();
}

describe('a step whose loss is not finite', () => {
  const good = { x: 1 };
  const bad = { x: -1 };

  it.each([
    { operator: 'train', of: () => { const m = model(); return { ...m, learn: train(m.loss, adam()), records: [good, good, bad] }; } },
    { operator: 'trainRows', of: () => { const m = model(); return { ...m, learn: trainRows(m.loss, adam()), records: [{ x: [1, 1] }, { x: [-1] }] }; } },
  ])('is an error of the stream of $operator, with the number of the step and what to try, and moves nothing', ({ operator, of }) => {
    const { learn, records } = of();
    const record$ = new Subject<unknown>();
    const log = observe(record$.pipe(learn));
    for (const record of records.slice(0, -1)) record$.next(record);
    const before = stateOf(learn);
    record$.next(records.at(-1));
    expect(log.errors).toMatchObject([{ name: 'NumericError' }]);
    expect((log.errors[0] as Error).message).toBe(
      `${operator}: the loss must be finite (square), got NaN in step 3. Try a smaller learning rate or clipByGlobalNorm(1), and find the origin with { guard: guardFinite() }.`,
    );
    expect(stateOf(learn)).toEqual(before);
  }); // prettier-ignore

  it('is an error for an infinite loss too', () => {
    const log = observe(of({ x: 0 }).pipe(train(model().loss, optimizer())));
    expect(String(log.errors[0])).toContain('got Infinity in step 1');
  });

  it('reaches the subscribers of the loss, and moves no state that they see', () => {
    const { w, loss } = model();
    const steps = state(0, { dtype: 'float64', name: 'steps' });
    const counted = add(loss, mul(0, becomes(steps, add(steps, 1) as never)));
    const seen: Record<string, unknown>[] = [];
    counted.subscribe(value => seen.push({ loss: value.item() }));
    w.subscribe(value => seen.push({ w: value.item() }));
    steps.subscribe(value => seen.push({ steps: value.item() }));
    observe(of(bad).pipe(train(counted as Node<readonly []>, optimizer())));
    expect(seen).toEqual([{ w: 2 }, { steps: 0 }, { loss: NaN }]);
  });

  it('ends a block of rows after the rows before it, which stay learned', () => {
    const { w, loss } = model();
    const log = observe(of({ x: [1, 2, -1, 3] }).pipe(trainRows(loss, optimizer())));
    expect(log.values.map(({ step, losses }) => [step, losses.length])).toEqual([[2, 2]]);
    expect(String(log.errors[0])).toContain('got NaN in step 3');
    expect(read(w as Node).item()).toBe(weightAfter([1, 2]));
  });

  it('can be retried: the training goes on with what it had learned', () => {
    const { w, loss } = model();
    const record$ = new Subject<unknown>();
    const log = observe(record$.pipe(train(loss, optimizer()), retry()));
    for (const record of [good, bad, good]) record$.next(record);
    expect(log.values.map(({ step }) => step)).toEqual([1, 2]);
    expect(read(w as Node).item()).toBe(weightAfter([1, 1]));
  });

  it('ends a training of a dataset', async () => {
    const data = fromIterable([good, bad, good]);
    const log = observe(data.pipe(train(model().loss, optimizer())));
    await log.ended;
    expect([log.values.length, log.errors.length, log.completions]).toEqual([1, 1, 0]);
  });
});

describe("with whenNotFinite: 'skip', a step whose loss is not finite", () => {
  const skip = { whenNotFinite: 'skip' } as const;
  const xs = [1, -1, 2, -1, -1, 3];

  it('moves nothing, emits nothing, and is counted', () => {
    const { w, loss } = model();
    const learn = train(loss, optimizer(), skip);
    const counts: Skipped[] = [];
    learn.skipped.subscribe(count => counts.push(count));
    const log = observe(fromArray(xs).pipe(learn));
    expect(log.values.map(({ step }) => step)).toEqual([1, 2, 3]);
    expect([log.errors, log.completions]).toEqual([[], 1]);
    expect(read(w as Node).item()).toBe(weightAfter([1, 2, 3]));
    expect(counts.map(({ badRecords, notFinite }) => [badRecords, notFinite])).toEqual([[0, 0], [0, 1], [0, 2], [0, 3]]);
    expect(counts.map(({ error }) => (error as Error | undefined)?.message.match(/got .* in step \d/)?.[0])).toEqual([undefined, 'got NaN in step 2', 'got NaN in step 3', 'got NaN in step 3']);
  }); // prettier-ignore

  it('tells its present counts at once to whoever comes later', () => {
    const learn = train(model().loss, optimizer(), skip);
    observe(fromArray(xs).pipe(learn));
    const counts: Skipped[] = [];
    learn.skipped.subscribe(count => counts.push(count)).unsubscribe();
    expect(counts).toMatchObject([{ badRecords: 0, notFinite: 3 }]);
  });

  it.each([1, 2, 3, 6])('leaves out its row of a block of %i, and the others have the bits of train', size => {
    const { w, loss } = model();
    const learn = trainRows(loss, optimizer(), skip);
    const log: { step: number; losses: ArrayLike<number> }[] = [];
    const blocks = Array.from({ length: xs.length / size }, (_, i) => ({ x: xs.slice(i * size, (i + 1) * size) }));
    let counted: Skipped | undefined;
    learn.skipped.subscribe(count => (counted = count));
    of(...blocks).pipe(learn).subscribe(record => log.push(record)); // prettier-ignore
    const single = model();
    const wanted = observe(fromArray([1, 2, 3]).pipe(train(single.loss, optimizer())));
    expect(log.flatMap(({ losses }) => [...Array.from(losses)])).toEqual(wanted.values.map(one => one.loss));
    expect(log.at(-1)!.step).toBe(3);
    expect(read(w as Node).item()).toBe(read(single.w as Node).item());
    expect(counted).toMatchObject({ badRecords: 0, notFinite: 3 });
  });

  it('emits rows one by one without it', () => {
    const log = observe(
      of({ x: [-1, 1, -1, 2] }).pipe(trainRows(model().loss, optimizer(), { ...skip, emit: 'rows' })),
    );
    expect(log.values.map(({ step }) => step)).toEqual([1, 2]);
  });

  it('is not read again by who resumes after it', async () => {
    const data = fromColumns({ x: Float64Array.from([1, 2, -1]) }) as Dataset<unknown>;
    const learn = train(model().loss, optimizer(), skip);
    await lastValueFrom(data.pipe(learn));
    const kept = snapshot({ learn });
    expect(kept.parts['learn']!.values['position']).toEqual({ epoch: 0, index: 3 });
    const again = train(model().loss, optimizer(), skip);
    restore({ learn: again }, kept);
    const log = observe(data.pipe(again));
    await log.ended;
    expect([log.values, await firstValueFrom(again.skipped)]).toEqual([[], { badRecords: 0, notFinite: 0 }]);
  });

  it('at the end of an epoch is followed by its validation, with the record of the last step that was taken', async () => {
    const data = fromColumns({ x: Float64Array.from([1, 2, -1]) }) as Dataset<unknown>;
    const { loss, w } = model();
    const validation = of({ x: 1 }).pipe(evaluate({ loss }));
    const log = observe(data.pipe(epochs(2), train(loss, optimizer(), { ...skip, validation })));
    await log.ended;
    expect(log.values.map(({ step, validation }) => [step, validation !== undefined])).toEqual([[1, false], [2, false], [2, true], [3, false], [4, false], [4, true]]);
    expect(log.values.at(-1)!.validation!.loss).toBe(Math.log(read(w as Node).item()) ** 2);
    expect(log.errors).toEqual([]);
  }); // prettier-ignore

  it('in an epoch without any step is not validated', async () => {
    const data = fromColumns({ x: Float64Array.from([-1, -2]) }) as Dataset<unknown>;
    const log = observe(data.pipe(epochs(2), train(model().loss, optimizer(), { ...skip, validation: of(1) })));
    await log.ended;
    expect([log.values, log.errors, log.completions]).toEqual([[], [], 1]);
  });

  it('stops as ever when the subscriber leaves', async () => {
    const data = fromColumns({ x: Float64Array.from([-1, 1, -1, 2]) }) as Dataset<unknown>;
    const learn = train(model().loss, optimizer(), skip);
    const { step } = await lastValueFrom(data.pipe(epochs(Infinity), learn, take(3)));
    expect(step).toBe(3);
  });
});

describe("with whenNotFinite: 'continue'", () => {
  it('a step is taken and emitted whatever its loss', () => {
    const { w, loss } = model();
    const log = observe(fromArray([1, -1, 1]).pipe(train(loss, optimizer(), { whenNotFinite: 'continue' })));
    expect(log.values.map(({ loss }) => Number.isNaN(loss))).toEqual([false, true, true]);
    expect(read(w as Node).item()).toBeNaN();
  });
});

describe('skipNonFinite in the optimizer', () => {
  const guarded = () => chain(skipNonFinite({ limit: 2 }), sgd({ learningRate: 0.1 }));

  it('skips steps and counts them itself: their losses are no error', () => {
    const { w, loss } = model();
    const learn = train(loss, guarded());
    const log = observe(fromArray([1, -1, 2]).pipe(learn));
    expect([log.values.length, log.errors]).toEqual([3, []]);
    expect(read(w as Node).item()).toBe(weightAfter([1, 2]));
    expect(snapshot({ learn }).parts['learn']!.tensors['skipNonFinite.skipped']!.item()).toBe(1);
  });

  it('leaves such losses to whenNotFinite if that is given', () => {
    const learn = train(model().loss, guarded(), { whenNotFinite: 'skip' });
    const log = observe(fromArray([1, -1, 2]).pipe(learn));
    expect(log.values).toHaveLength(2);
    expect(snapshot({ learn }).parts['learn']!.tensors['skipNonFinite.skipped']!.item()).toBe(0);
  });

  it('of some parameters only does not keep the others from NaN: the loss must be finite', () => {
    const [a, b] = ['a', 'b'].map(name => parameter(2, { dtype: 'float64', name }));
    const x = input('x', [], 'float64');
    const loss = square(log(mul(add(a!, b!), x))) as Node<readonly []>;
    const optimizer = partition([{ names: 'a', transform: guarded() }, { transform: sgd() }]);
    const log$ = observe(of({ x: -1 }).pipe(train(loss, optimizer)));
    expect(log$.errors).toMatchObject([{ name: 'NumericError' }]);
  });

  it('is still what skips a gradient that is not finite of a finite loss', () => {
    const w = parameter(0, { dtype: 'float64', name: 'w' });
    // √w is 0 at 0, and its slope infinite.
    const learn = step(sqrt(w as Node) as Node<readonly []>, guarded());
    expect(learn()).toMatchObject({ step: 1, loss: 0 });
    expect(read(w as Node).item()).toBe(0);
  });
});

describe('step', () => {
  it('throws for a loss that is not finite, and moves nothing', () => {
    const { loss } = model();
    const descend = step(loss, adam());
    descend({ x: 1 });
    const before = stateOf(descend);
    for (let i = 0; i < 2; i++) expect(() => descend({ x: -1 })).toThrow('step: the loss must be finite (square), got NaN in step 2');
    expect(stateOf(descend)).toEqual(before);
    expect(descend({ x: 1 })!.step).toBe(2);
  }); // prettier-ignore

  it("returns undefined for a step that is skipped, and counts it; with 'continue' it is taken", () => {
    const skipping = step(model().loss, adam(), { whenNotFinite: 'skip' });
    let count: Skipped | undefined;
    skipping.skipped.subscribe(now => (count = now));
    expect([skipping({ x: -1 }), skipping({ x: 1 })!.step, count!.notFinite]).toEqual([undefined, 1, 1]);
    expect(step(model().loss, adam(), { whenNotFinite: 'continue' })({ x: -1 })!.loss).toBeNaN();
  });
});

describe('the option whenNotFinite', () => {
  it('refuses another value, with the nearest name', () => {
    const { loss } = model();
    const wrong = { whenNotFinite: 'Skipp' as 'skip' };
    for (const [name, make] of Object.entries({ train: () => train(loss, sgd(), wrong), trainRows: () => trainRows(loss, sgd(), wrong), step: () => step(loss, sgd(), wrong) }))
      expect(make).toThrow(`${name}: whenNotFinite: it must be a known name, got 'Skipp'. Did you mean 'skip'?`);
  }); // prettier-ignore
});
