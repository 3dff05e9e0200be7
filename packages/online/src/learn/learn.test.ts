import { readFileSync } from 'node:fs';
import { batch, epochs, fromColumns } from '@thalweg/data';
import { input, mul, parameter, parametersOf, read, slice, sum, type Node } from '@thalweg/graph';
import { sgd } from '@thalweg/optim';
import { tensor, type Tensor } from '@thalweg/tensor';
import { evaluate, restore, snapshot, train } from '@thalweg/train';
import { from, lastValueFrom, map, Subject, tap, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { runningStandardization } from '../layers/running-standardization.ts';
import { logisticRegression } from '../models/logistic-regression.ts';
import { passiveAggressive } from '../models/passive-aggressive.ts';
import { softmaxRegression } from '../models/softmax-regression.ts';
import { learn, type Learning } from './learn.ts';
import { learnRows } from './learn-rows.ts';
import { learningConfiguration, OUTPUT } from './learning-configuration.ts';
import type { Model } from './model.ts';
import { predictFirst } from './predict-first.ts';

interface Reference {
  readonly rate: number;
  readonly aggressiveness: number;
  readonly rows: readonly (readonly number[])[];
  readonly labels: readonly number[];
  readonly scaled: readonly (readonly number[])[];
  /** Weights and, last, the bias. */
  readonly sgd: readonly number[];
  readonly passive: Readonly<Record<'I' | 'II', readonly number[]>>;
}

const reference = JSON.parse(
  readFileSync(new URL('../../../../tools/laws/reference/online.json', import.meta.url), 'utf8'),
) as Reference;

const FEATURES = 6;
const records = reference.rows.map((row, i) => ({ x: Float64Array.from(row), label: reference.labels[i]! }));
const scaled = reference.scaled.map((row, i) => ({ x: Float64Array.from(row), label: reference.labels[i]! }));
const columns = {
  x: { data: Float64Array.from(reference.rows.flat()), shape: [FEATURES] as const },
  label: Float64Array.from(reference.labels),
};

const example = () => ({ x: input('x', [FEATURES], 'float64'), label: input('label', [], 'float64') });

/** Logistic regression on what the circuit itself standardizes. */
function standardized(): Model<readonly [], readonly []> {
  const { x, label } = example();
  return logisticRegression(x.pipe(runningStandardization()), label);
}

function weightsOf({ loss }: Pick<Model, 'loss'>): number[] {
  return parametersOf(loss as Node).flatMap(parameter => [...read(parameter as Node).data]);
}

function distance(a: readonly number[], b: readonly number[]): number {
  expect(a).toHaveLength(b.length);
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
}

describe('learn', () => {
  it('has the weights of scikit-learn’s SGDClassifier after single updates on standardized rows', async () => {
    const model = standardized();
    const told = await lastValueFrom(from(records).pipe(learn(model, sgd({ learningRate: reference.rate }))));
    expect(told.step).toBe(records.length);
    expect(distance(weightsOf(model), reference.sgd)).toBeLessThan(1e-9);
  });

  it.each(['I', 'II'] as const)('has the weights of scikit-learn’s passive-aggressive classifier %s', async variant => {
    const { x, label } = example();
    const { aggressiveness } = reference;
    const { optimizer, ...model } = passiveAggressive(x, label, { aggressiveness, variant });
    await lastValueFrom(from(scaled).pipe(learn(model, optimizer)));
    expect(distance(weightsOf(model), reference.passive[variant])).toBeLessThan(1e-9);
  });

  it('tells what the model said before it learned, and what was true', async () => {
    const { x, label } = example();
    const model = logisticRegression(x, label);
    const told = await lastValueFrom(
      from(scaled.slice(0, 3)).pipe(learn(model, sgd({ learningRate: 0.5 })), toArray()),
    );
    expect(told[0]).toEqual({ step: 1, prediction: 0.5, target: reference.labels[0], loss: Math.log(2) });
    for (const { prediction: p, target, loss } of told)
      expect(loss).toBeCloseTo(target === 1 ? -Math.log(p) : -Math.log(1 - p), 12);
    expect(told.map(({ prediction }) => prediction).slice(1)).not.toContain(0.5);
  });

  it('predicts with the statistics from before the example, and learns with those that count it', async () => {
    const model = standardized();
    const predict = predictFirst(model.prediction);
    const first: number[] = [];
    const told = await lastValueFrom(
      from(records.slice(0, 20)).pipe(
        predict,
        tap(({ predicted }) => first.push(predicted)),
        learn(model, sgd({ learningRate: 0.5 })),
        toArray(),
      ),
    );
    expect(told.map(({ prediction }) => prediction)).toEqual(first);
    const trained = standardized();
    const log = await lastValueFrom(
      from(records.slice(0, 20)).pipe(train(trained.loss, sgd({ learningRate: 0.5 })), toArray()),
    );
    expect(told.map(({ loss }) => loss)).toEqual(log.map(({ loss }) => loss));
  });

  it('computes the very node of the model where no layer of it knows a training', () => {
    const { x, label } = example();
    const plain = logisticRegression(x, label);
    expect(learningConfiguration('learn', plain, sgd()).outputs[OUTPUT.prediction]).toBe(plain.prediction);
    const scaling = standardized();
    expect(learningConfiguration('learn', scaling, sgd()).outputs[OUTPUT.prediction]).not.toBe(scaling.prediction);
  });

  it('takes one averaged update for a batch, as train does', async () => {
    const batched = (): Model<readonly ['batch'], readonly ['batch']> =>
      logisticRegression(
        input('x', ['batch', FEATURES], 'float64').pipe(runningStandardization()),
        input('label', ['batch'], 'float64'),
      );
    const [one, other] = [batched(), batched()];
    const batches = fromColumns(columns).pipe(batch(50));
    const optimizer = () => sgd({ learningRate: reference.rate });
    const told = await lastValueFrom(batches.pipe(learn(one, optimizer()), toArray()));
    await lastValueFrom(batches.pipe(train(other.loss, optimizer())));
    expect(told.map(({ step, prediction, target }) => [step, prediction.shape, target.shape])).toEqual(
      Array.from({ length: 8 }, (_, i) => [i + 1, [50], [50]]),
    );
    expect(weightsOf(one)).toEqual(weightsOf(other));
  });

  it('tells a tensor of classes for one example', async () => {
    const model = softmaxRegression(input('x', [2]), input('kind', [], 'int32'), { classes: 3 });
    const { prediction, target } = await lastValueFrom(from([{ x: [1, 2], kind: 2 }]).pipe(learn(model, sgd())));
    expect(prediction.toArray()).toEqual([1 / 3, 1 / 3, 1 / 3].map(Math.fround));
    expect(target).toBe(2);
  });

  const kinds = Int32Array.from(reference.labels, (label, i) => label + 2 * (i % 3 === 0 ? 1 : 0));
  const classes = (): Model<readonly [number], readonly []> =>
    softmaxRegression(input('x', [FEATURES]), input('kind', [], 'int32'), { classes: 4 });
  const examples = scaled.map(({ x }, i) => ({ x: Float32Array.from(x), kind: kinds[i]! }));

  it('tells tensors of classes that later records do not change', async () => {
    const [one, rows] = [classes(), classes()];
    const first = lastValueFrom(from(examples).pipe(learn(one, sgd()), toArray()));
    const asRead = from(examples).pipe(
      learn(classes(), sgd()),
      map(({ prediction }) => Array.from(prediction.numbers)),
    );
    const x = { data: Float32Array.from(examples.flatMap(({ x }) => [...x])), shape: [FEATURES] as const };
    const batches = fromColumns({ x, kind: kinds }).pipe(batch(64), learnRows(rows, sgd()), toArray());
    const [told, read, inRows] = await Promise.all([
      first,
      lastValueFrom(asRead.pipe(toArray())),
      lastValueFrom(batches),
    ]);
    expect(told.map(({ prediction }) => [...prediction.data])).toEqual(read);
    expect(read.flat()).toEqual(inRows.flatMap(({ prediction }) => [...prediction.data]));
    expect(told.map(({ loss }) => loss)).toEqual(inRows.flatMap(({ losses }) => [...losses.data]));
    expect(told[7]!.prediction).toMatchObject({ shape: [4], dtype: 'float32' });
    expect(weightsOf(one)).toEqual(weightsOf(rows));
  });

  it('tells tensors of any size, and weights and targets that are tensors', async () => {
    const x = input('x', [300]);
    const y = input('y', [2]);
    const weight = input('weight', [2]);
    const w = parameter(0.5, { name: 'w' });
    const prediction = mul(x, w);
    const loss = sum(mul(mul(y, weight), w)) as Node<readonly []>;
    const few = slice(prediction, { axis: 0, to: 2 });
    const record = { x: new Float32Array(300).fill(2), y: [1, 2], weight: [3, 4] };
    for (const given of [prediction, few]) {
      const model = { prediction: given as Node, loss, target: y, weight };
      const told = await lastValueFrom(from([record]).pipe(learn(model, sgd({ learningRate: 1e-3 }))));
      expect(told.prediction.size).toBe(given === few ? 2 : 300);
      expect([told.prediction.data[1], told.target.toArray(), (told.weight as Tensor).toArray()]).toEqual([
        told.prediction.data[0],
        [1, 2],
        [3, 4],
      ]);
    }
  });

  it.each([
    [
      1.5,
      "learn: in the field 'kind', int32 elements must be whole numbers from −2³¹ to 2³¹ − 1, got 1.5 in record 1.",
    ],
    [2 ** 31, 'got 2147483648 in record 1.'],
    [NaN, 'got NaN in record 1.'],
  ])('refuses the label %s, and has learned nothing of it', async (kind, error) => {
    const [model, alone] = [classes(), classes()];
    const run = lastValueFrom(from([examples[0]!, { ...examples[1]!, kind }]).pipe(learn(model, sgd())));
    await expect(run).rejects.toThrow(error);
    await lastValueFrom(from(examples.slice(0, 1)).pipe(learn(alone, sgd())));
    expect(weightsOf(model)).toEqual(weightsOf(alone));
  });

  it('tells the prediction of an earlier time where a record has one', async () => {
    const told = await lastValueFrom(
      from([{ ...records[0]!, before: 0.25 }]).pipe(learn(standardized(), sgd(), { predicted: 'before' })),
    );
    expect(told.prediction).toBe(0.25);
  });

  it('tells each record its own earlier prediction where the next one is pushed inside a pass', () => {
    const model = standardized();
    const event$ = new Subject<unknown>();
    const told: number[] = [];
    event$.pipe(learn(model, sgd(), { predicted: 'before' })).subscribe(({ prediction }) => told.push(prediction));
    const rest = [{ ...records[1]!, before: 0.75 }];
    model.loss.subscribe(() => rest.splice(0).forEach(record => event$.next(record)));
    event$.next({ ...records[0]!, before: 0.25 });
    expect(told).toEqual([0.25, 0.75]);
  });

  it('refuses a first record without the earlier prediction, and names the one that was meant; a resumed one is later', () => {
    const outcomeOf = (learning: Learning<unknown>): unknown => {
      let told: unknown;
      from([{ ...records[0]!, before: 0.25 }])
        .pipe(learning)
        .subscribe({ next: () => (told = 'learned'), error: ({ message }: Error) => (told = message) });
      return told;
    };
    expect(outcomeOf(learn(standardized(), sgd(), { predicted: 'befroe' }))).toBe(
      "learn: the first record must have the field 'befroe', got a record without it. Did you mean 'before'?",
    );
    const batched = softmaxRegression(input('x', ['batch', 2]), input('kind', ['batch'], 'int32'), { classes: 3 });
    const batch$ = from([{ x: [[1, 2]], kind: [2], before: 0.25 }]);
    let message = '';
    batch$
      .pipe(learn(batched, sgd(), { predicted: 'befroe' }))
      .subscribe({ error: (error: Error) => (message = error.message) });
    expect(message).toContain("Did you mean 'before'?");
    const learning = learn(standardized(), sgd(), { predicted: 'before' });
    const state = snapshot({ learning });
    expect(outcomeOf(learning)).toBe('learned');
    const later = snapshot({ learning });
    const resumed = learn(standardized(), sgd(), { predicted: 'befroe' });
    restore({ learning: resumed }, later);
    expect(outcomeOf(resumed)).toBe('learned');
    restore({ learning: resumed }, state);
    expect(outcomeOf(resumed)).toContain("Did you mean 'before'?");
  });

  it('multiplies what an example costs by its weight', async () => {
    const run = async (weights: readonly number[]): Promise<number[]> => {
      const { x, label } = example();
      const model = logisticRegression(x, label, { weight: input('weight', [], 'float64') });
      const weighted = scaled.slice(0, weights.length).map((record, i) => ({ ...record, weight: weights[i]! }));
      const told = await lastValueFrom(from(weighted).pipe(learn(model, sgd({ learningRate: 0.1 })), toArray()));
      expect(told.map(({ weight }) => weight)).toEqual(weights);
      return weightsOf(model);
    };
    const once = await run([1, 0, 1]);
    const { x, label } = example();
    const plain = logisticRegression(x, label);
    await lastValueFrom(from([scaled[0]!, scaled[2]!]).pipe(learn(plain, sgd({ learningRate: 0.1 }))));
    expect(once).toEqual(weightsOf(plain));
  });

  it('goes on from a snapshot with the bits of a run without a pause', async () => {
    const whole = standardized();
    const all = await lastValueFrom(fromColumns(columns).pipe(learn(whole, sgd()), toArray()));
    const first = learn(standardized(), sgd());
    await lastValueFrom(from(records.slice(0, 123)).pipe(first));
    const kept = snapshot({ learn: first });
    const model = standardized();
    const second = learn(model, sgd());
    restore({ learn: second }, kept);
    const rest = await lastValueFrom(from(records.slice(123)).pipe(second, toArray()));
    expect(rest).toEqual(all.slice(123));
    expect(weightsOf(model)).toEqual(weightsOf(whole));
  });

  it('counts the epochs of its progress from 1, also for events that are pushed', async () => {
    const learning = learn(standardized(), sgd());
    await lastValueFrom(from(records.slice(0, 2)).pipe(learning));
    expect(learning.progress.last).toMatchObject({ step: 2, epoch: 1 });
    await lastValueFrom(fromColumns(columns).pipe(epochs(2), learning));
    expect(learning.progress.last).toMatchObject({ step: 802, epoch: 2 });
  });

  it('is not moved by reading: evaluation and subscribers leave every bit where it is', async () => {
    const [alone, watched] = [standardized(), standardized()];
    await lastValueFrom(from(records).pipe(learn(alone, sgd())));
    const events = new Subject<(typeof records)[number]>();
    const subscription = events.pipe(learn(watched, sgd())).subscribe();
    watched.prediction.subscribe();
    for (const record of records) {
      await lastValueFrom(from([record]).pipe(evaluate({ loss: watched.loss }, { sliceMs: Infinity })));
      events.next(record);
    }
    subscription.unsubscribe();
    expect(weightsOf(watched)).toEqual(weightsOf(alone));
  });

  it('says which inputs could be the target if it cannot tell', () => {
    const { x, label } = example();
    const { prediction, loss } = logisticRegression(x, label, { weight: input('weight', [], 'float64') });
    expect(() => learn({ prediction, loss }, sgd())).toThrow(
      'learn: the loss must depend on one input that the prediction does not depend on, the target, got label, weight. Name the target: { prediction, loss, target }.',
    );
    expect(() => learn({ prediction, loss, target: label }, sgd())).not.toThrow();
  });

  it('ends with an error for a record that does not fit, and has learned nothing of it', async () => {
    const model = standardized();
    const bad = { x: Float64Array.from([1, 2, NaN, 4, 5, 6]), label: 1 };
    const run = lastValueFrom(from([records[0]!, bad, records[1]!]).pipe(learn(model, sgd())));
    await expect(run).rejects.toThrow("learn: the field 'x' must be finite, got NaN at element 2 in record 1.");
    const alone = standardized();
    await lastValueFrom(from(records.slice(0, 1)).pipe(learn(alone, sgd())));
    expect(weightsOf(model)).toEqual(weightsOf(alone));
  });
});

describe('learnRows', () => {
  it('takes n single updates for a batch, with the bits of one example after another', async () => {
    const [one, rows] = [standardized(), standardized()];
    const singles = await lastValueFrom(from(records).pipe(learn(one, sgd()), toArray()));
    const batches = await lastValueFrom(fromColumns(columns).pipe(batch(64), learnRows(rows, sgd()), toArray()));
    expect(weightsOf(rows)).toEqual(weightsOf(one));
    const joined = (of: (told: (typeof batches)[number]) => { data: ArrayLike<number> }): number[] =>
      batches.flatMap(told => [...(of(told).data as Float64Array)]);
    expect(joined(told => told.prediction)).toEqual(singles.map(told => told.prediction));
    expect(joined(told => told.target)).toEqual(singles.map(told => told.target));
    expect(joined(told => told.losses)).toEqual(singles.map(told => told.loss));
    expect(batches.map(told => told.step)).toEqual([64, 128, 192, 256, 320, 384, 400]);
  });

  it('tells a row of classes for each example', async () => {
    const model = softmaxRegression(input('x', [2]), input('kind', [], 'int32'), { classes: 3 });
    const batches = from([
      {
        x: tensor([
          [1, 2],
          [3, 4],
        ]),
        kind: tensor([2, 0], { dtype: 'int32' }),
      },
    ]);
    const told = await lastValueFrom(batches.pipe(learnRows(model, sgd())));
    expect(told.prediction.shape).toEqual([2, 3]);
    expect(told.target.toArray()).toEqual([2, 0]);
  });
});
