import { fromIterable } from '@thalweg/data';
import { add, input, log, read, parametersOf, type Node } from '@thalweg/graph';
import { adagrad, sgd } from '@thalweg/optim';
import { restore, snapshot, type Skipped, type Skips } from '@thalweg/train';
import { firstValueFrom, from, lastValueFrom, merge, of, retry, share, Subject, toArray, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { adwin } from '../drift/adwin.ts';
import { logisticRegression } from '../models/logistic-regression.ts';
import { learnWithShadow } from '../reactions/learn-with-shadow.ts';
import { learn, type LearnOptions } from './learn.ts';
import { learnRows } from './learn-rows.ts';
import type { Model } from './model.ts';
import { predictFirst } from './predict-first.ts';

interface Numbered {
  readonly step: number;
}
type Learn = Skips & ((source: Observable<unknown>) => Observable<Numbered>);

/** The loss is not finite for a scale below 0. */
function model(shape: readonly ['batch'] | readonly [] = []): Model {
  const label = input('label', shape, 'float64');
  const { prediction, loss } = logisticRegression(input('x', [...shape, 2] as never, 'float64'), label as never);
  return { prediction, target: label, loss: add(loss, log(input('scale', [], 'float64'))) as Model['loss'] };
}

const event = (i: number, scale = 1) => ({ x: [Math.sin(i), Math.cos(i)], label: i % 2, scale });
const rows = (i: number, scale = 1) => ({ x: [[Math.sin(i), 1], [1, i]], label: [0, 1], scale: [scale, scale] }); // prettier-ignore
const batched = (i: number, scale = 1) => ({ x: [[Math.sin(i), 1], [1, i]], label: [0, 1], scale }); // prettier-ignore
const weightsOf = ({ loss }: Model): number[][] =>
  parametersOf(loss as Node).map(parameter => [...read(parameter as Node).data]);

/** Each way to learn, its records, and the number of steps of a record. */
const ways = {
  'learn an event': { name: 'learn', model, record: event, steps: 1, make: (m: Model, options?: LearnOptions) => learn(m, sgd(), options) },
  'learn a batch': { name: 'learn', model: () => model(['batch']), record: batched, steps: 1, make: (m: Model, options?: LearnOptions) => learn(m, sgd(), options) },
  'learn rows': { name: 'learnRows', model, record: rows, steps: 2, make: (m: Model, options?: LearnOptions) => learnRows(m, sgd(), options) },
}; // prettier-ignore

/** The items of a stream, and its end. */
function observed<T>(stream$: Observable<T>) {
  const told: { values: T[]; error?: unknown; complete: boolean } = { values: [], complete: false };
  const subscription = stream$.subscribe({
    next: value => told.values.push(value),
    error: error => (told.error = error),
    complete: () => (told.complete = true),
  });
  return Object.assign(told, { unsubscribe: () => subscription.unsubscribe() });
}

describe.each(Object.entries(ways))('%s', (_, { name, model, record, steps, make }) => {
  const made = (options?: LearnOptions) => {
    const m = model();
    return { m, learning: make(m, options) as unknown as Learn };
  };

  it('has one subscription at a time', () => {
    const { learning } = made();
    const event$ = new Subject<unknown>();
    const first = observed(event$.pipe(learning));
    const second = observed(event$.pipe(learning));
    expect(second.error).toMatchObject({ name: 'GraphError' });
    expect(String(second.error)).toContain(`${name}: a training may have one subscription at a time`);
    event$.next(record(1));
    expect(first.values.map(({ step }) => step)).toEqual([steps]);
    first.unsubscribe();
    const third = observed(event$.pipe(learning));
    event$.next(record(2));
    expect(third.values.map(({ step }) => step)).toEqual([2 * steps]);
  });

  it('serves several subscribers by share(), and several sources by merge', () => {
    const { learning } = made();
    const [a$, b$] = [new Subject<unknown>(), new Subject<unknown>()];
    const told$ = merge(a$, b$).pipe(learning, share());
    const both = [observed(told$), observed(told$)];
    a$.next(record(1));
    b$.next(record(2));
    for (const { values } of both) expect(values.map(({ step }) => step)).toEqual([steps, 2 * steps]);
  });

  it('goes on after retry(), without what failed', () => {
    const { m, learning } = made();
    const event$ = new Subject<unknown>();
    const told = observed(event$.pipe(learning, retry()));
    for (const next of [record(1), record(2, -1), {}, record(3)]) event$.next(next);
    const { m: wanted, learning: only } = made();
    observed(of(record(1), record(3)).pipe(only));
    expect(told.values.map(({ step }) => step)).toEqual([steps, 2 * steps]);
    expect(weightsOf(m)).toEqual(weightsOf(wanted));
  });

  it('by default ends with a loss that is not finite, and moves nothing', () => {
    const { m, learning } = made();
    const before = weightsOf(m);
    const told = observed(of(record(1, -1)).pipe(learning));
    expect(told.error).toMatchObject({ name: 'NumericError' });
    expect(String(told.error)).toContain(`${name}: the loss must be finite (add), got NaN in step 1`);
    expect(weightsOf(m)).toEqual(before);
  });

  it.each(['pushed', 'pulled'])('skips and counts bad events with the option: %s', async how => {
    const { m, learning } = made({ whenNotFinite: 'skip', onBadRecord: 'skip' });
    const counts: Skipped[] = [];
    learning.skipped.subscribe(count => counts.push(count));
    const all: unknown[] = [record(1), record(2, -1), { x: 1 }, null, record(3)];
    const source: Observable<unknown> = how === 'pushed' ? from(all) : fromIterable(all);
    const told = await lastValueFrom(source.pipe(learning, toArray()));
    const { m: wanted, learning: only } = made();
    expect(told).toEqual(await lastValueFrom(of(record(1), record(3)).pipe(only, toArray())));
    expect(weightsOf(m)).toEqual(weightsOf(wanted));
    expect(counts.map(({ badRecords, notFinite }) => [badRecords, notFinite])).toEqual([
      [0, 0], [0, steps], [1, steps], [2, steps],
    ]); // prettier-ignore
    expect(counts[1]!.error).toMatchObject({ name: 'NumericError' });
    expect(counts[3]!.error).toMatchObject({ name: 'DataError' });
  });

  it('takes the step of any loss with continue', () => {
    const { learning } = made({ whenNotFinite: 'continue' });
    const told = observed(of(record(1, -1)).pipe(learning));
    expect(told.values.map(({ step }) => step)).toEqual([steps]);
  });

  it('refuses other values of its options', () => {
    expect(() => made({ whenNotFinite: 'ignore' as 'skip' })).toThrow(`${name}: whenNotFinite: it must be a known name, got 'ignore'.`); // prettier-ignore
    expect(() => made({ onBadRecord: 'Skip' as 'skip' })).toThrow("Did you mean 'skip'?");
  });

  it('saves the offset after what was skipped', async () => {
    const all: unknown[] = [record(1), {}, record(2, -1)];
    const { learning } = made({ whenNotFinite: 'skip', onBadRecord: 'skip' });
    await lastValueFrom(fromIterable(all).pipe(learning));
    const kept = snapshot({ learning: learning as never });
    expect(kept.parts['learning']!.values['position']).toEqual({ epoch: 0, index: 3 });
    const { learning: again } = made({ whenNotFinite: 'skip', onBadRecord: 'skip' });
    restore({ learning: again as never }, kept);
    expect(await lastValueFrom(fromIterable(all).pipe(again, toArray()))).toEqual([]);
    expect(await firstValueFrom(again.skipped)).toEqual({ badRecords: 0, notFinite: 0 });
  });
});

describe('learnRows', () => {
  it('leaves out the rows of a block whose loss is not finite', () => {
    const learning = learnRows(model(), sgd(), { whenNotFinite: 'skip' });
    const block = { x: [[1, 2], [3, 4], [5, 6]], label: [0, 1, 0], scale: [1, -1, 1] }; // prettier-ignore
    const [outcome] = observed(of(block).pipe(learning)).values;
    expect([outcome!.step, outcome!.prediction.shape, outcome!.losses.shape, [...outcome!.target.data]]).toEqual([2, [2], [2], [0, 0]]); // prettier-ignore
  });
});

describe('predictFirst', () => {
  const predicting = (options = {}) => predictFirst(model().prediction as Node<readonly []>, options);

  it('refuses a name that is no field', () =>
    expect(() => predicting({ into: '__proto__' })).toThrow('into must be the name of a field'));

  it('by default ends with a record that does not fit', () => {
    const told = observed(of(event(1), { x: [1] } as never, event(2)).pipe(predicting()));
    expect([told.values.length, told.error]).toMatchObject([1, { name: 'ShapeError' }]);
  });

  it.each(['pushed', 'pulled'])("with onBadRecord: 'skip' goes on and counts: %s", async how => {
    const first = predicting({ onBadRecord: 'skip' });
    const all = [event(1), { x: [1] } as never, event(2), {} as never];
    const source = how === 'pushed' ? from(all) : fromIterable(all);
    const told = await lastValueFrom((source as Observable<object>).pipe(first, toArray()));
    expect(told.map(one => 'predicted' in one)).toEqual([true, true]);
    expect(await firstValueFrom(first.skipped)).toMatchObject({ badRecords: 2, error: { name: 'DataError' } });
  });

  it('refuses another value of the option', () => {
    expect(() => predicting({ onBadRecord: 'no' })).toThrow("predictFirst: onBadRecord: it must be a known name, got 'no'."); // prettier-ignore
  });
});

describe('learnWithShadow', () => {
  const shadowed = (options: LearnOptions = {}) =>
    learnWithShadow(() => ({ model: model() as Model<readonly [], readonly []>, optimizer: adagrad() }), adwin(), {
      of: ({ prediction, target }) => +(prediction > 0.5 !== target > 0.5),
      ...options,
    });

  it.each(['pushed', 'pulled'])('skips what its learner in charge skips, and goes on: %s', async how => {
    const learning = shadowed({ whenNotFinite: 'skip', onBadRecord: 'skip' });
    const all: unknown[] = [event(1), event(2, -1), {}, event(3)];
    const source: Observable<unknown> = how === 'pushed' ? from(all) : fromIterable(all);
    const told = await lastValueFrom(source.pipe(learning, toArray()));
    expect(told.map(({ step }) => step)).toEqual([1, 2]);
    expect(await firstValueFrom(learning.skipped)).toMatchObject({ badRecords: 1, notFinite: 1 });
  });

  it('can be retried inside of the error, and has one subscription at a time', () => {
    const learning = shadowed();
    const event$ = new Subject<unknown>();
    const told = observed(event$.pipe(learning, retry()));
    for (const next of [event(1), {}, event(2)]) event$.next(next);
    expect([told.values.map(({ step }) => step), told.error]).toEqual([[1, 2], undefined]);
    expect(observed(event$.pipe(learning)).error).toMatchObject({ name: 'GraphError' });
  });
});
