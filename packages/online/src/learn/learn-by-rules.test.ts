import { add, becomes, input, mul, type Node, read, state, square, sub } from '@thalweg/graph';
import { sgd } from '@thalweg/optim';
import { predictor, type Skipped } from '@thalweg/train';
import { from, lastValueFrom, type Observable, of, retry, Subject, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ddm } from '../drift/ddm.ts';
import { joinLabels } from '../labels/join-labels.ts';
import { runningStandardization } from '../layers/running-standardization.ts';
import { recursiveLeastSquares } from '../models/recursive-least-squares.ts';
import { forgetOnDrift } from '../reactions/forget-on-drift.ts';
import { learnWithShadow } from '../reactions/learn-with-shadow.ts';
import { learn } from './learn.ts';
import { learnRows } from './learn-rows.ts';
import type { Model } from './model.ts';
import type { Outcome } from './outcome.ts';
import { predictFirst } from './predict-first.ts';

type Scalar = Node<readonly []>;

/** Predicts the mean of the targets so far, which its rules keep. */
function runningAverage() {
  const y = input('y', [], 'float64') as Scalar;
  const [count, total] = [state(0, { dtype: 'float64', name: 'count' }), state(0, { dtype: 'float64', name: 'total' })];
  const prediction = mul(total, state(1, { dtype: 'float64', name: 'scale' })) as Scalar;
  const rules = [becomes(count, add(count, 1)) as Node, becomes(total, add(total, y)) as Node];
  return { prediction, rules, target: y, loss: square(sub(prediction, y)) as Scalar, total, count };
}

const events = [2, 4, 1].map(y => ({ y }));
const all = <T>(stream$: Observable<T>): Promise<T[]> => lastValueFrom(stream$.pipe(toArray()));

describe('a model with rules', () => {
  it('learns by them, without an optimizer, and tells what it predicted before', async () => {
    const { total, count, ...model } = runningAverage();
    expect(await all(from(events).pipe(learn(model)))).toEqual([
      { step: 1, prediction: 0, target: 2, loss: 4 },
      { step: 2, prediction: 2, target: 4, loss: 4 },
      { step: 3, prediction: 6, target: 1, loss: 25 },
    ]);
    expect([read(total).item(), read(count).item()]).toEqual([7, 3]);
    predictor(model.prediction)();
    expect(read(count).item()).toBe(3);
  });

  it('has outcomes without a loss if it measures none, also row by row', async () => {
    const make = () => {
      const { prediction, rules, target } = runningAverage();
      return { prediction, rules, target };
    };
    const learning = learn(make());
    expectTypeOf(from(events).pipe(learning)).toEqualTypeOf<Observable<Omit<Outcome<number, number>, 'loss'>>>();
    expect(await all(from(events).pipe(learning))).toEqual([
      { step: 1, prediction: 0, target: 2 },
      { step: 2, prediction: 2, target: 4 },
      { step: 3, prediction: 6, target: 1 },
    ]);
    const rows = await lastValueFrom(of({ y: [2, 4, 1] }).pipe(learnRows(make())));
    expect(Object.keys(rows)).toEqual(['step', 'prediction', 'target']);
    expect([...rows.prediction.data]).toEqual([0, 2, 6]);
  });

  it('finds its target: the one input that its rules depend on and its prediction does not', async () => {
    const { prediction, rules } = runningAverage();
    const [told] = await all(of({ y: 3 }).pipe(learn({ prediction, rules })));
    expect(told!.target).toBe(3);
    const bias = input('bias', []);
    expect(() => learn({ prediction, rules: [...rules, becomes(state(0), bias)] })).toThrow(
      'learn: the rules must depend on one input that the prediction does not depend on, the target, got bias, y. Name the target: { prediction, rules, target }.',
    );
  });

  it('is refused with an optimizer, without an update, or with what is none', async () => {
    const { total: _, count: __, ...model } = runningAverage();
    expect(() => learn(model, sgd())).toThrow('learn: a model that learns by rules must have no optimizer, got');
    expect(() => learn({ ...model, optimizer: sgd() } as Model)).toThrow('must have no optimizer');
    expect(() => learn({ ...model, rules: [] })).toThrow(
      'learn: rules must be a list of updates, got Array. Give [becomes(register, next)].',
    );
    expect(() => learnRows({ ...model, rules: model.rules[0] as never })).toThrow('learnRows: rules must be a list of updates');
    expect(() => learn({ ...model, rules: [model.prediction as Node] })).toThrow('learn: rules must be updates of registers, got');
    expect(() => learn({ ...model, rules: [undefined as never] })).toThrow('learn: rules must be updates of registers, got undefined');
    const { prediction, target } = model;
    expect(() => learn({ prediction, rule: model.rules, target } as never)).toThrow("learn: a model must have a loss, or rules, got the fields prediction, rule, target. Did you mean 'rules'?");
    expect(() => learn({ prediction } as never)).toThrow('learn: a model must have a loss, or rules, got the fields prediction. Give { prediction, loss }.');
    expect(() => learn({ prediction: undefined as never, rules: model.rules })).toThrow('learn');
    expect(() => learn(undefined as never)).toThrow('learn: a model must have a prediction, got undefined. Give { prediction, loss }.');
    expect(() => learn(prediction as never)).toThrow('learn: a model must have a prediction, got');
    expect(() => learn({ predicton: prediction, rules: model.rules } as never)).toThrow("got the fields predicton, rules. Did you mean 'prediction'?");
    expect(() => learn({ prediction: square, rules: model.rules } as never)).toThrow('learn: inputs must be nodes, got a function.');
    const twice = learn({ ...model, rules: [...model.rules, becomes(_, model.target) as Node] });
    await expect(all(from(events).pipe(twice))).rejects.toThrow('becomes(total): a step may write a register once, got two rules for it.');
  }); // prettier-ignore

  it('takes no step for what is not finite, and says so', async () => {
    const make = () => {
      const { prediction, rules, total, target } = runningAverage();
      return { model: { prediction, rules, target }, total };
    };
    const { model, total } = make();
    total.set(Infinity);
    await expect(all(of({ y: 1 }).pipe(learn(model)))).rejects.toThrow('learn: the prediction must be finite');
    const skipping = make();
    const learning = learn(skipping.model, { whenNotFinite: 'skip' });
    const counts: Skipped[] = [];
    learning.skipped.subscribe(skipped => counts.push(skipped));
    skipping.total.set(NaN);
    expect(await all(from(events).pipe(learning))).toEqual([]);
    expect(counts.at(-1)!.notFinite).toBe(3);
  });

  it('counts and skips records that do not fit, and goes on after an error with what it learned', async () => {
    const { total, count: _, ...model } = runningAverage();
    const learning = learn(model, { onBadRecord: 'skip' });
    const told = await all(from([{ y: 1 }, { y: 'x' }, { z: 1 }, { y: 2 }] as unknown[]).pipe(learning));
    expect(told.map(({ step }) => step)).toEqual([1, 2]);
    expect(read(total).item()).toBe(3);
    const again = runningAverage();
    const flaky$ = new Subject<unknown>();
    const steps: number[] = [];
    flaky$.pipe(learn(again), retry(1)).subscribe(({ step }) => steps.push(step));
    for (const record of [{ y: 1 }, { y: NaN }, { y: 5 }]) flaky$.next(record);
    expect([steps, read(again.total).item()]).toEqual([[1, 2], 6]);
  });

  it('learns labels that come later, and tells what it said at first', async () => {
    const [events$, labels$] = [new Subject<{ id: number; x: number[] }>(), new Subject<{ id: number; y: number }>()];
    const model = recursiveLeastSquares(input('x', [1], 'float64'), input('y', [], 'float64'), { regularization: 1e-6 });
    const told: { prediction: number; target: number }[] = [];
    events$.pipe(
      predictFirst(model.prediction),
      joinLabels(labels$, { key: 'id', within: 10, capacity: 10 }),
      learn(model, { predicted: 'predicted' }),
    ).subscribe(({ prediction, target }) => told.push({ prediction, target }));
    for (const id of [1, 2, 3]) events$.next({ id, x: [id] });
    for (const id of [1, 2, 3]) labels$.next({ id, y: 2 * id + 1 });
    expect(told).toEqual([3, 5, 7].map(target => ({ prediction: 0, target })));
    events$.next({ id: 4, x: [4] });
    labels$.next({ id: 4, y: 9 });
    expect(told[3]!.prediction).toBeCloseTo(9, 4);
  }); // prettier-ignore

  it('may read what a layer remembers, as it was before the record', async () => {
    const x = input('x', [2], 'float64');
    const model = recursiveLeastSquares(x.pipe(runningStandardization()), input('y', [], 'float64'));
    const first$ = from([[1, 2], [3, -1], [2, 2]].map((x, i) => ({ x, y: i }))); // prettier-ignore
    const ask = predictor(model.prediction);
    let said = 0;
    for (const record of await all(first$)) {
      said = ask(record);
      expect((await lastValueFrom(of(record).pipe(learn(model)))).prediction).toBe(said);
    }
    expect(said).not.toBe(0);
  });

  it('forgets at a drift', async () => {
    const { total, ...model } = runningAverage();
    const learning = learn(model);
    const of = (_: Outcome<number, number>): number => Number(read(total).item() > 6);
    const forgetting = forgetOnDrift(ddm({ warmUp: 2, warning: 0.5, drift: 1 }), {
      of,
      learning,
      forget: 'everything',
    });
    const told = await all(from([1, 1, 1, 1, 9, 9, 9].map(y => ({ y }))).pipe(learning, forgetting));
    expect(told.map(({ step, prediction }) => [step, prediction])).toEqual([[1, 0], [2, 1], [3, 2], [4, 3], [5, 4], [6, 0], [7, 9]]); // prettier-ignore
  });

  it('can have a shadow', async () => {
    const learning = learnWithShadow(() => ({ model: runningAverage() }), ddm({ warmUp: 2 }), {
      of: ({ loss }) => +(loss > 1),
      warmUp: 2,
    });
    expect((await all(from(events).pipe(learning))).map(({ prediction }) => prediction)).toEqual([0, 2, 6]);
  });
});
