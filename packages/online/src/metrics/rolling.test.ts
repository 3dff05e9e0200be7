import {
  accuracy,
  averagePrecision,
  calibrationError,
  confusionMatrix,
  kappa,
  logLoss,
  mae,
  r2,
  rmse,
  rocAuc,
} from '@thalweg/metrics';
import { restore, snapshot } from '@thalweg/train';
import fc from 'fast-check';
import { from, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../learn/outcome.ts';
import { decaying } from './decaying.ts';
import { rolling } from './rolling.ts';

interface Row {
  readonly prediction: number;
  readonly target: number;
  readonly weight: number;
}

const sum = (rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((total, row) => total + row.weight * of(row), 0);

const mean = (rows: readonly Row[], of: (row: Row) => number): number => sum(rows, of) / sum(rows, () => 1);

/** The definitions, one after another over all rows. */
const naive = {
  accuracy: (rows: readonly Row[]) =>
    mean(rows, ({ prediction, target }) => Number(prediction > 0.5 === (target === 1))),
  logLoss: (rows: readonly Row[]) =>
    mean(rows, ({ prediction, target }) => -Math.log(target === 1 ? prediction : 1 - prediction)),
  mae: (rows: readonly Row[]) => mean(rows, ({ prediction, target }) => Math.abs(prediction - target)),
  rmse: (rows: readonly Row[]) => Math.sqrt(mean(rows, ({ prediction, target }) => (prediction - target) ** 2)),
  r2(rows: readonly Row[]) {
    const middle = rows[0]!.target + mean(rows, ({ target }) => target - rows[0]!.target);
    const spread = sum(rows, ({ target }) => (target - middle) ** 2);
    const errors = sum(rows, ({ prediction, target }) => (prediction - target) ** 2);
    return spread === 0 ? Number(errors === 0) : 1 - errors / spread;
  },
  rocAuc(rows: readonly Row[]) {
    const ones = rows.filter(({ target }) => target === 1);
    const zeros = rows.filter(({ target }) => target === 0);
    const before = (a: Row) =>
      sum(zeros, b => (a.prediction > b.prediction ? 1 : a.prediction === b.prediction ? 0.5 : 0));
    return sum(ones, before) / (sum(ones, () => 1) * sum(zeros, () => 1));
  },
  averagePrecision(rows: readonly Row[]) {
    const ones = rows.filter(({ target, weight }) => target === 1 && weight > 0);
    const above = (from: readonly Row[], { prediction }: Row) =>
      sum(
        from.filter(row => row.prediction >= prediction),
        () => 1,
      );
    return mean(ones, row => above(ones, row) / above(rows, row));
  },
};

const binary = { accuracy: accuracy(), logLoss: logLoss(), rocAuc: rocAuc(), averagePrecision: averagePrecision() };

const numeric = { mae: mae(), rmse: rmse(), r2: r2() };

const outcomesOf = (rows: readonly Row[]): Outcome[] => rows.map((row, i) => ({ ...row, step: i + 1, loss: 0 }));

function expectNaive(metrics: Readonly<Record<string, unknown>>, rows: readonly Row[]): void {
  const counting = rows.filter(({ weight }) => weight > 0);
  for (const [name, value] of Object.entries(metrics)) {
    const wanted = counting.length === 0 ? NaN : naive[name as keyof typeof naive](counting);
    if (Number.isNaN(wanted)) expect(value, name).toBeNaN();
    else expect(Math.abs((value as number) - wanted), name).toBeLessThan(1e-9 * Math.max(1, Math.abs(wanted)));
  }
}

const weight = fc.constantFrom(0, 0.1, 0.7, 1, 3);

const score = fc.oneof(fc.constantFrom(0.1, 0.3, 0.5, 0.9), fc.double({ min: 0.01, max: 0.99, noNaN: true }));

const binaryRow = fc.record({ prediction: score, target: fc.constantFrom(0, 1), weight });

const number = fc.oneof(
  fc.constantFrom(0, -0, 1, 1e6),
  fc.integer({ min: -640, max: 640 }).map(n => n / 64),
);

const numericRow = fc.record({ prediction: number, target: number, weight });

/** Numbers between 0 and 1 that look random. */
function chance(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

describe('rolling', () => {
  it.each([
    ['classes', binary, binaryRow],
    ['numbers', numeric, numericRow],
  ])('gives the definitions of %s over the last examples, after each of them', (_, metrics, row) => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), fc.integer({ min: 1, max: 25 }), (rows, window) => {
        const emitted: Readonly<Record<string, unknown>>[] = [];
        from(outcomesOf(rows))
          .pipe(rolling(metrics, window))
          .subscribe(({ metrics }) => emitted.push(metrics));
        expect(emitted.length).toBe(rows.length);
        emitted.forEach((values, i) => expectNaive(values, rows.slice(Math.max(0, i + 1 - window), i + 1)));
      }),
      { numRuns: 200 },
    );
  });

  it('is as near to the definitions after 100,000 examples, far from 0 and with outliers in between', () => {
    const random = chance(5);
    const rows = Array.from({ length: 100_000 }, (_, i): Row => {
      const target = 1e8 + random();
      const prediction = i === 99_000 - 501 ? 1e20 : target + random() - 0.5;
      return { prediction, target, weight: random() < 0.1 ? 0 : random() };
    });
    const operator = rolling(numeric, 500, { every: 1_000 });
    let emissions = 0;
    from(outcomesOf(rows))
      .pipe(operator)
      .subscribe(({ step, metrics }) => {
        emissions++;
        expectNaive(metrics, rows.slice(step - 500, step));
      });
    expect(emissions).toBe(100);
  });

  it('keeps the order of scores exact over 100,000 examples of a window of 1,000', () => {
    const random = chance(6);
    const rows = Array.from({ length: 100_000 }, (_, i): Row => {
      const target = Number(random() < 0.3);
      // Whole stretches of one score, rising and falling ones, and ties among random ones.
      const kind = Math.floor(i / 700) % 4;
      const prediction = [0.5, (i % 700) / 701, 1 - (i % 700) / 701, Math.round(64 * random()) / 64][kind]!;
      return { prediction, target, weight: 0.1 + random() };
    });
    from(outcomesOf(rows))
      .pipe(rolling({ rocAuc: rocAuc(), averagePrecision: averagePrecision() }, 1_000, { every: 5_000 }))
      .subscribe(({ step, metrics }) => expectNaive(metrics, rows.slice(step - 1_000, step)));
    expect.assertions(40);
  });

  it('takes scores of any size in a window, infinite ones too', () => {
    const operator = rolling(rocAuc(), 4);
    from([-Infinity, -3, 7, Infinity].map((prediction, i) => ({ step: i, prediction, target: i % 2, loss: 0 })))
      .pipe(operator)
      .subscribe();
    expect(operator.now().metrics.rocAuc).toBe(0.75);
  });

  it('goes on with the same bits from a kept state, wherever it was taken', () => {
    const metrics = { ...binary, kappa: kappa(), calibration: calibrationError() };
    fc.assert(
      fc.property(
        fc.array(binaryRow, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 12 }),
        fc.nat(60),
        (rows, window, cut) => {
          const outcomes = outcomesOf(rows);
          const whole: unknown[] = [];
          from(outcomes)
            .pipe(rolling(metrics, window))
            .subscribe(record => whole.push(record));
          const parts: unknown[] = [];
          const before = rolling(metrics, window);
          from(outcomes.slice(0, cut))
            .pipe(before)
            .subscribe(record => parts.push(record));
          const kept = snapshot({ before });
          from(outcomes).pipe(before).subscribe();
          const after = rolling(metrics, window);
          // What it saw before must leave no trace.
          from(outcomesOf([...rows].reverse()))
            .pipe(after)
            .subscribe();
          restore({ before: after }, kept);
          from(outcomes.slice(cut))
            .pipe(after)
            .subscribe(record => parts.push(record));
          expect(parts).toEqual(whole);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('refuses the state of another window, or of other metrics', () => {
    const kept = rolling(binary, 10).save();
    expect(() => rolling(binary, 11).prepare(kept)).toThrow('settings');
    expect(() => rolling({ ...binary, accuracy: accuracy({ threshold: 0.4 }) }, 10).prepare(kept)).toThrow('settings');
    expect(() => rolling(numeric, 10).prepare(kept)).toThrow('settings');
  });

  it('has a state that does not grow', () => {
    const random = chance(7);
    const operator = rolling({ auc: rocAuc(), mae: mae() }, 50);
    const size = (): number => Object.values(operator.save().tensors).reduce((total, { size }) => total + size, 0);
    const source = new Subject<Outcome>();
    source.pipe(operator).subscribe();
    const first = size();
    for (let step = 1; step <= 10_000; step++)
      source.next({ step, prediction: random(), target: Number(random() < 0.5), loss: 0 });
    expect(size()).toBe(first);
  });

  it('refuses windows and counts that mean nothing', () => {
    for (const wrong of [0, -1, 1.5, NaN, Infinity])
      expect(() => rolling(mae(), wrong)).toThrow(`rolling: window must be an integer of at least 1, got ${wrong}.`);
    for (const wrong of [0, -1, 1.5, NaN, -Infinity])
      expect(() => rolling(mae(), 5, { every: wrong })).toThrow(
        `rolling: every must be an integer of at least 1, or Infinity, got ${wrong}.`,
      );
  });
});

const row = fc.record({ prediction: fc.integer({ min: -50, max: 50 }), target: fc.integer({ min: -50, max: 50 }) });

const halfLives = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.double({ min: 1, max: 20, noNaN: true }));

describe('decaying', () => {
  it('counts each example by its age', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), halfLives, (rows, halfLife) => {
        const operator = decaying({ mae: mae(), r2: r2() }, { halfLife });
        from(rows.map((row, i) => ({ ...row, step: i, loss: 0 })))
          .pipe(operator)
          .subscribe();
        const weights = rows.map((_, i) => 2 ** ((i + 1 - rows.length) / halfLife));
        const mean = (of: (row: { prediction: number; target: number }) => number): number =>
          rows.reduce((sum, row, i) => sum + weights[i]! * of(row), 0) / weights.reduce((sum, w) => sum + w, 0);
        const { metrics } = operator.now();
        expect(metrics.mae).toBeCloseTo(
          mean(({ prediction, target }) => Math.abs(prediction - target)),
          9,
        );
        const middle = mean(({ target }) => target);
        const spread = mean(({ target }) => (target - middle) ** 2);
        if (rows.some(({ target }) => target !== rows[0]!.target) && spread > 1e-3)
          expect(metrics.r2 * spread).toBeCloseTo(
            spread - mean(({ prediction, target }) => (prediction - target) ** 2),
            7,
          );
      }),
      { numRuns: 200 },
    );
  });

  it('counts in a confusion matrix what is left of examples', () => {
    const operator = decaying(confusionMatrix(), { halfLife: 2 });
    from([1, 0, 1, 1, 1].map((target, i) => ({ step: i, prediction: 0.9, target, loss: 0 })))
      .pipe(operator)
      .subscribe();
    const [[, wrong], [, right]] = operator.now().metrics.confusionMatrix.toArray() as [number[], number[]];
    expect(wrong).toBeCloseTo(2 ** -1.5, 14);
    expect(right).toBeCloseTo(2 ** -2 + 2 ** -1 + 2 ** -0.5 + 1, 14);
  });

  it('holds for streams in which early examples count nothing any more', () => {
    const operator = decaying({ mae: mae(), r2: r2() }, { halfLife: 1 });
    from(
      Array.from({ length: 5_000 }, (_, i) => ({
        step: i,
        prediction: i < 2_000 ? 1e100 : 3,
        target: 5 + (i % 2),
        loss: 0,
      })),
    )
      .pipe(operator)
      .subscribe();
    // The last one, of error 3, counts 1; the one before, of error 2, a half; and so on: 3·⅔ + 2·⅓.
    expect(operator.now().metrics.mae).toBeCloseTo(8 / 3, 12);
    expect(operator.now().metrics.r2).toBeCloseTo(1 - (9 * (2 / 3) + 4 / 3) / (2 / 9), 9);
  });

  it('goes on with the same bits from a kept state', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), fc.nat(40), halfLives, (rows, cut, halfLife) => {
        const outcomes = rows.map((row, i) => ({ ...row, step: i, loss: 0 }));
        const metrics = { mae: mae(), r2: r2() };
        const [whole, before, after] = [
          decaying(metrics, { halfLife }),
          decaying(metrics, { halfLife }),
          decaying(metrics, { halfLife }),
        ];
        from(outcomes).pipe(whole).subscribe();
        from(outcomes.slice(0, cut)).pipe(before).subscribe();
        restore({ part: after }, snapshot({ part: before }));
        from(outcomes.slice(cut)).pipe(after).subscribe();
        expect(after.save()).toEqual(whole.save());
      }),
      { numRuns: 50 },
    );
  });

  it('refuses half-lives that mean nothing', () => {
    for (const halfLife of [0, 0.5, -1, NaN, Infinity])
      expect(() => decaying(mae(), { halfLife })).toThrow(
        `decaying: halfLife must be a number of at least 1, got ${halfLife}. Try 1000.`,
      );
  });
});
