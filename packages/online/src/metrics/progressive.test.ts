import { tensor, type Tensor } from '@thalweg/tensor';
import { restore, snapshot } from '@thalweg/train';
import fc from 'fast-check';
import { concat, EMPTY, from, NEVER, Subject, throwError } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Outcome } from '../learn/outcome.ts';
import { accuracy, confusionMatrix, logLoss, mae, r2, rocAuc } from '@thalweg/metrics';
import type { Measurement } from './measurement.ts';
import { mergeMetrics } from './merge-metrics.ts';
import { progressive } from './progressive.ts';
import { rolling } from './rolling.ts';

const outcome = (step: number, prediction: number, target: number): Outcome => ({ step, prediction, target, loss: 0 });
const four = [outcome(1, 0.9, 1), outcome(2, 0.9, 0), outcome(3, 0.2, 0), outcome(4, 0.6, 1)];

function emitted<T>(operator: ReturnType<typeof progressive>): T[] {
  const records: T[] = [];
  from(four)
    .pipe(operator)
    .subscribe(record => records.push(record as T));
  return records;
}

describe('progressive', () => {
  it('emits a record after each outcome, one metric under its own name', () => {
    expect(emitted(progressive(accuracy()))).toEqual(
      [1, 1 / 2, 2 / 3, 3 / 4].map((accuracy, i) => ({ step: i + 1, count: i + 1, metrics: { accuracy } })),
    );
    expect(emitted(progressive({ right: accuracy() }))[3]).toEqual({ step: 4, count: 4, metrics: { right: 0.75 } });
  });

  it('computes values only where they are emitted or asked for', () => {
    let computed = 0;
    const counted = { ...accuracy(), value: () => ++computed };
    const operator = progressive(counted, { every: 3 });
    expect(emitted(operator)).toEqual([{ step: 3, count: 3, metrics: { accuracy: 1 } }]);
    expect(computed).toBe(1);
    expect(operator.now()).toEqual({ step: 4, count: 4, metrics: { accuracy: 2 } });
  });

  it('emits after every so many outcomes, however many examples they have', () => {
    const pair = { step: 2, prediction: tensor([0.9, 0.2]), target: tensor([1, 0]), loss: 0 };
    const counts: number[] = [];
    from([pair, pair, pair, pair])
      .pipe(progressive(accuracy(), { every: 2 }))
      .subscribe(({ count }) => counts.push(count));
    expect(counts).toEqual([4, 8]);
  });

  it('emits the last values once with every Infinity, when its source completes, and tells when asked', () => {
    const operator = progressive(accuracy(), { every: Infinity });
    expect(emitted(operator)).toEqual([{ step: 4, count: 4, metrics: { accuracy: 0.75 } }]);
    expect(operator.now().metrics.accuracy).toBe(0.75);
    const seen: unknown[] = [];
    const never = concat(from(four), NEVER).pipe(progressive(accuracy(), { every: Infinity }));
    never.subscribe(each => seen.push(each)).unsubscribe();
    const failing = concat(
      from(four),
      throwError(() => new Error('lost')),
    ).pipe(progressive(accuracy(), { every: Infinity }));
    failing.subscribe({ next: each => seen.push(each), error: ({ message }: Error) => seen.push(message) });
    EMPTY.pipe(progressive(accuracy(), { every: Infinity })).subscribe(each => seen.push(each));
    expect(seen).toEqual(['lost']);
  });

  it('keeps its place among emissions when its state is put back', () => {
    const before = progressive(accuracy(), { every: 3 });
    emitted(before);
    const after = progressive(accuracy(), { every: 3 });
    restore({ part: after }, snapshot({ part: before }));
    expect(emitted(after)).toEqual([{ step: 2, count: 6, metrics: { accuracy: 4 / 6 } }]);
  });

  it('counts a batch as its examples one by one', () => {
    const operator = progressive({ accuracy: accuracy(), loss: logLoss(), auc: rocAuc() });
    const single = progressive({ accuracy: accuracy(), loss: logLoss(), auc: rocAuc() });
    from(four.map(one => ({ ...one, weight: one.step })))
      .pipe(single)
      .subscribe();
    const batch = {
      step: 4,
      prediction: tensor(Float64Array.from(four, ({ prediction }) => prediction as number)),
      target: tensor(Int32Array.from(four, ({ target }) => target as number)),
      weight: tensor(new Float64Array([1, 2, 3, 4])),
      loss: 0,
    };
    from([batch]).pipe(operator).subscribe();
    expect(operator.now()).toEqual(single.now());
    expect(operator.save().values['state']).toMatchObject({ outcomes: 1, count: 4 });
  });

  it('counts nothing of an outcome that one metric refuses, even of the rows before', () => {
    const operator = progressive({ accuracy: accuracy(), loss: logLoss() });
    from(four).pipe(operator).subscribe();
    const before = operator.save();
    const wrong: Partial<Outcome>[] = [
      { prediction: 1.2 },
      { prediction: NaN },
      { target: 2 },
      { target: 0.5 },
      { target: NaN },
      { weight: -1 },
      { weight: NaN },
      { prediction: tensor(new Float64Array([0.1, 0.2, 1.3])), target: tensor([0, 1, 1]) },
      { prediction: tensor(new Float64Array([0.1, 0.2])), target: tensor([0, 1, 1]) },
      { prediction: 0.5, target: tensor([1]) },
      { prediction: tensor([[0.5], [0.5]]), target: 1 },
    ];
    for (const part of wrong) {
      const errors: Error[] = [];
      from([{ ...outcome(5, 0.5, 1), ...part }])
        .pipe(operator)
        .subscribe({ error: (error: Error) => errors.push(error) });
      expect(errors.map(({ name }) => name)).toEqual(['DataError']);
      expect(operator.save()).toEqual(before);
    }
  });

  it('says which metric refused what, and when', () => {
    const source = new Subject<Outcome>();
    const errors: Error[] = [];
    source.pipe(progressive(mae())).subscribe({ error: (error: Error) => errors.push(error) });
    source.next(outcome(7, NaN, 1));
    expect(errors.map(({ message }) => message)).toEqual([
      'mae: prediction and target must be below 1e+150 in size, got NaN and 1 at step 7. Did the training diverge?',
    ]);
  });

  it('has types that know the names and the values', () => {
    const record = progressive({ right: accuracy(), matrix: confusionMatrix() }).now();
    expectTypeOf(record.metrics).toEqualTypeOf<{
      readonly right: number;
      readonly matrix: Tensor<readonly [number, number]>;
    }>();
    expectTypeOf(rolling(rocAuc(), 10).now().metrics).toEqualTypeOf<{ readonly rocAuc: number }>();
    expectTypeOf<Measurement<{ a: ReturnType<typeof mae> }>['metrics']['a']>().toEqualTypeOf<number>();
  });
});

describe('mergeMetrics', () => {
  const metrics = { accuracy: accuracy(), loss: logLoss(), auc: rocAuc(), matrix: confusionMatrix() };

  it('stands where one operator would that had seen all shards', () => {
    const row = fc.record({ prediction: fc.double({ min: 0.01, max: 0.99, noNaN: true }), target: fc.nat(1) });
    fc.assert(
      fc.property(fc.array(fc.array(row, { maxLength: 10 }), { maxLength: 4 }), shards => {
        const saved = shards.map(rows => {
          const shard = progressive(metrics);
          from(rows.map((row, i) => ({ ...row, step: i + 1, loss: 0 })))
            .pipe(shard)
            .subscribe();
          return shard.save();
        });
        const whole = progressive(metrics);
        from(shards.flat().map(row => ({ ...row, step: 1, loss: 0 })))
          .pipe(whole)
          .subscribe();
        const merged = mergeMetrics(metrics, saved).now();
        expect(merged.count).toBe(shards.flat().length);
        expect(merged.step).toBe(Math.max(0, ...shards.map(({ length }) => length)));
        const { loss, ...exact } = merged.metrics;
        const { loss: wanted, ...others } = whole.now().metrics;
        expect(exact).toEqual(others);
        expect(loss).toSatisfy((value: number) => Object.is(value, wanted) || Math.abs(value - wanted) < 1e-12);
      }),
      { numRuns: 100 },
    );
  });

  it('loses no digits of targets far from 0, and goes on', () => {
    const targets = Array.from({ length: 40 }, (_, i) => 1e9 + ((i * 7) % 11));
    const rows = targets.map((target, i) => outcome(i + 1, target + Math.sin(i), target));
    const [a, b] = [progressive(r2()), progressive(r2())];
    from(rows.slice(0, 13)).pipe(a).subscribe();
    from(rows.slice(13, 30)).pipe(b).subscribe();
    const merged = mergeMetrics(r2(), [a.save(), b.save()]);
    from(rows.slice(30)).pipe(merged).subscribe();
    const middle = targets.reduce((sum, target) => sum + (target - 1e9) / 40, 0);
    const spread = targets.reduce((sum, target) => sum + (target - 1e9 - middle) ** 2, 0);
    const errors = rows.reduce(
      (sum, { prediction, target }) => sum + ((prediction as number) - (target as number)) ** 2,
      0,
    );
    expect(merged.now().metrics.r2).toBeCloseTo(1 - errors / spread, 12);
  });

  it('refuses what is not of progressive, or of other metrics', () => {
    expect(() => mergeMetrics(mae(), [rolling(mae(), 3).save()])).toThrow('progressive');
    expect(() => mergeMetrics(mae(), [progressive(r2()).save()])).toThrow('settings');
  });
});
