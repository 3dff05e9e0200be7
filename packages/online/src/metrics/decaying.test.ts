import { restore, snapshot } from '@thalweg/train';
import fc from 'fast-check';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { confusionMatrix, mae, r2 } from '@thalweg/metrics';
import { decaying } from './decaying.ts';

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
