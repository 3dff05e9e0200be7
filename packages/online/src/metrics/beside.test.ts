import {
  accuracy,
  confusionMatrix,
  kappaT,
  logLoss,
  mae,
  type Metric,
  poissonDeviance,
  rocAuc,
} from '@thalweg/metrics';
import { tensor } from '@thalweg/tensor';
import { restore, snapshot, type Snapshot } from '@thalweg/train';
import fc from 'fast-check';
import { from, of, Subject } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Baseline } from '../baselines/baseline.ts';
import { noChange } from '../baselines/no-change.ts';
import { priorClass } from '../baselines/prior-class.ts';
import { seasonalNaive } from '../baselines/seasonal-naive.ts';
import type { Outcome } from '../learn/outcome.ts';
import { decaying } from './decaying.ts';
import type { Comparison, Measuring } from './measurement.ts';
import { mergeMetrics } from './merge-metrics.ts';
import { progressive } from './progressive.ts';
import { rolling } from './rolling.ts';

const metrics = () => ({ accuracy: accuracy(), loss: logLoss(), auc: rocAuc(), mae: mae() });
type Metrics = ReturnType<typeof metrics>;

/** The operators, with a baseline or without. */
const operators = {
  progressive: (beside?: Baseline) => progressive(metrics(), { beside }),
  rolling: (beside?: Baseline) => rolling(metrics(), 7, { beside }),
  decaying: (beside?: Baseline) => decaying(metrics(), { halfLife: 3, beside }),
} as unknown as Record<string, (beside?: Baseline) => Measuring<Metrics, Comparison<Metrics>>>;

const baselines = { noChange: () => noChange(), seasonalNaive: () => seasonalNaive(3) };

const example = fc.record({
  prediction: fc.integer({ min: 1, max: 15 }).map(n => n / 16),
  target: fc.nat(1),
  weight: fc.constantFrom(1, 1, 2, 0),
});
const outcomesOf = (rows: readonly Omit<Outcome<number, number>, 'step' | 'loss'>[]): Outcome[] =>
  rows.map((row, i) => ({ ...row, step: i + 1, loss: 0 }));
const through = <R>(operator: Measuring<Metrics, R>, outcomes: readonly Outcome[]): R => {
  from(outcomes).pipe(operator).subscribe();
  return operator.now();
};

describe.each(Object.entries(operators))('%s beside a baseline', (_, make) => {
  it.each(Object.entries(baselines))('%s: has the values of two pipelines, and their differences', (_, baseline) => {
    fc.assert(
      fc.property(fc.array(example, { minLength: 1, maxLength: 40 }), rows => {
        const outcomes = outcomesOf(rows);
        const found = through(make(baseline()), outcomes);
        const [model, rule] = [make(), make()];
        from(outcomes).pipe(model).subscribe();
        from(outcomes).pipe(baseline(), rule).subscribe();
        expect(found.metrics).toEqual(model.now().metrics);
        expect(found.baseline).toEqual(rule.now().metrics);
        const { metrics: own, baseline: other } = found;
        expect(found.gain).toEqual({
          accuracy: own.accuracy - other.accuracy,
          loss: other.loss - own.loss,
          auc: own.auc - other.auc,
          mae: other.mae - own.mae,
        });
      }),
      { numRuns: 60 },
    );
  });

  it('measures a batch as its rows, each after it learned those before', () => {
    const rows = Array.from({ length: 12 }, (_, i) => ({ prediction: ((7 * i) % 16) / 16, target: (i >> 1) % 2 }));
    const [one, all] = [make(noChange()), make(noChange())];
    through(one, outcomesOf(rows));
    const [prediction, target] = [rows.map(row => row.prediction), rows.map(row => row.target)].map(values =>
      tensor(Float64Array.from(values)),
    );
    through(all, [{ step: 12, prediction: prediction!, target: target!, loss: 0 }]);
    expect(all.save().tensors).toEqual(one.save().tensors);
    expect(all.now()).toEqual(one.now());
  });

  it('goes on to the same bits from a snapshot at any outcome', () => {
    fc.assert(
      fc.property(fc.array(example, { minLength: 1, maxLength: 30 }), fc.nat(30), (rows, cut) => {
        const outcomes = outcomesOf(rows);
        const [whole, before, after] = [make(seasonalNaive(2)), make(seasonalNaive(2)), make(seasonalNaive(2))];
        through(whole, outcomes);
        through(before, outcomes.slice(0, cut));
        restore({ part: after }, snapshot({ part: before }));
        through(after, outcomes.slice(cut));
        expect(after.save()).toEqual(whole.save());
      }),
      { numRuns: 40 },
    );
  });

  it('counts nothing, and learns no label, of an outcome that a metric refuses', () => {
    const operator = make(noChange());
    through(operator, outcomesOf([{ prediction: 0.5, target: 1 }]));
    const before = operator.save();
    const refusals: string[] = [];
    for (const wrong of [{ prediction: NaN }, { target: 2 }, { weight: -1 }])
      of({ step: 2, prediction: 0.5, target: 0, loss: 0, ...wrong })
        .pipe(operator)
        .subscribe({ error: ({ name }: Error) => refusals.push(name) });
    expect(refusals).toEqual(['DataError', 'DataError', 'DataError']);
    expect(operator.save()).toEqual(before);
  });

  it('refuses a state without the baseline, or with another one', () => {
    const [plain, other]: Snapshot[] = [snapshot({ part: make() }), snapshot({ part: make(seasonalNaive(4)) })];
    for (const state of [plain!, other!])
      expect(() => restore({ part: make(noChange()) }, state, { missing: 'initial', extra: 'drop' })).toThrow(
        '"beside":["noChange",{"classes":0}]',
      );
  });

  it('releases its source', () => {
    const source = new Subject<Outcome>();
    source.pipe(make(noChange())).subscribe().unsubscribe();
    expect(source.observed).toBe(false);
  });
});

describe('a baseline beside', () => {
  it('is not moved: what is given only says the rule', () => {
    const rule = noChange();
    const before = rule.save();
    through(progressive(metrics(), { beside: rule }), outcomesOf([{ prediction: 0.5, target: 1 }]));
    expect(rule.save()).toEqual(before);
  });

  it('has values and gains of the types of the metrics', () => {
    const record = progressive({ right: accuracy(), matrix: confusionMatrix() }, { beside: noChange() }).now();
    expectTypeOf(record.gain).toEqualTypeOf<{ readonly right: number }>();
    expectTypeOf(record.baseline).toEqualTypeOf(record.metrics);
    expect(Object.keys(record.gain)).toEqual(['right']);
    expectTypeOf(rolling(mae(), 3, { beside: noChange() }).now().gain).toEqualTypeOf<{ readonly mae: number }>();
    expectTypeOf(decaying(mae(), { halfLife: 3, beside: noChange() }).now().gain.mae).toEqualTypeOf<number>();
  });

  it('has no gain by a metric that does not say which values are better', () => {
    const { better: _, ...own } = mae();
    const operator = progressive({ own: own as Metric }, { beside: noChange() });
    from(outcomesOf([{ prediction: 3, target: 1 }])).pipe(operator).subscribe();
    expect(operator.now()).toMatchObject({ metrics: { own: 2 }, baseline: { own: 1 }, gain: { own: NaN } });
  }); // prettier-ignore

  it('takes up a metric that is new, and one that remembers', () => {
    const old = progressive({ accuracy: accuracy() }, { beside: priorClass() });
    const rows = outcomesOf([0, 1, 1, 0, 1].map(target => ({ prediction: 0.75, target })));
    from(rows).pipe(old).subscribe();
    const now = progressive({ accuracy: accuracy(), t: kappaT() }, { beside: priorClass() });
    restore({ part: now }, snapshot({ part: old }), { missing: 'initial' });
    expect(now.now().baseline.accuracy).toBe(old.now().baseline.accuracy);
    from(rows).pipe(now).subscribe();
    expect(now.now().metrics.t).toBeCloseTo((3 - 2) / (5 - 2), 15);
  });

  it('is named where a metric refuses its predictions, and then has learned nothing', () => {
    const operator = progressive(poissonDeviance(), { beside: noChange() });
    const before = operator.save();
    const errors: string[] = [];
    from(outcomesOf([{ prediction: 1, target: 1 }]))
      .pipe(operator)
      .subscribe({ error: ({ message }: Error) => errors.push(message) });
    expect(errors).toEqual([
      'poissonDeviance of noChange: a prediction must be above 0, got 0 at step 1. Measure this metric without the baseline.',
    ]);
    expect(operator.save()).toEqual(before);
  });

  it('is one of ours, called', () => {
    for (const [given, shown] of [
      [noChange, 'a function'],
      [{}, 'Object'],
    ] as const)
      expect(() => progressive(mae(), { beside: given as unknown as Baseline })).toThrow(
        `progressive: beside must be a baseline, got ${shown}. Call one: noChange(), priorClass() or seasonalNaive(24).`,
      );
    expect(() => rolling(mae(), 3, { besides: noChange() } as object)).toThrow("Did you mean 'beside'?");
  });
});

/** (p − p₀)/(1 − p₀) over the rows from one on; class 0 is before the first of all. */
function kappaTOf(rows: readonly Outcome[], weightOf: (index: number) => number, first = 0): number {
  let [right, unchanged, all, last] = [0, 0, 0, 0];
  rows.forEach((row, i) => {
    const given = row.weight as number;
    const weight = i < first ? 0 : given * weightOf(i);
    right += weight * Number((row.prediction as number) > 0.5 === (row.target === 1));
    unchanged += weight * Number(last === row.target);
    all += weight;
    if (given > 0) last = row.target as number;
  });
  return all === 0 ? NaN : unchanged === all ? 0 : (right - unchanged) / (all - unchanged);
}

describe('kappaT', () => {
  const rows = fc.array(example, { minLength: 1, maxLength: 40 });
  const near = (found: number, wanted: number): void =>
    Number.isNaN(wanted) ? expect(found).toBeNaN() : expect(found).toBeCloseTo(wanted, 9);

  it('compares with the label before: over a stream, in a window, and fading', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 12 }), (drawn, length) => {
        const all = outcomesOf(drawn);
        const valueOf = (operator: Measuring<{ kappaT: Metric }>): number => {
          from(all).pipe(operator).subscribe();
          return operator.now().metrics.kappaT;
        };
        near(valueOf(progressive({ kappaT: kappaT() })), kappaTOf(all, () => 1));
        near(valueOf(rolling({ kappaT: kappaT() }, length)), kappaTOf(all, () => 1, all.length - length));
        near(valueOf(decaying({ kappaT: kappaT() }, { halfLife: length })), kappaTOf(all, i => 2 ** ((i + 1 - all.length) / length)));
      }),
      { numRuns: 150 },
    );
  }); // prettier-ignore

  it('is the gain of accuracy beside noChange, over what that leaves to gain', () => {
    const all = outcomesOf([0, 0, 1, 1, 0, 1, 1, 1].map((target, i) => ({ prediction: i % 3 === 0 ? 0.9 : target, target })));
    const operator = progressive({ p: accuracy(), t: kappaT() }, { beside: noChange() });
    from(all).pipe(operator).subscribe();
    const { metrics: found, baseline, gain } = operator.now();
    expect(found.t).toBeCloseTo(gain.p / (1 - baseline.p), 15);
    expect(baseline.t).toBe(0);
  }); // prettier-ignore

  it('remembers the label before in a snapshot, and after a refused outcome', () => {
    const make = () => rolling({ kappaT: kappaT() }, 3);
    const all = outcomesOf([1, 1, 0, 0].map(target => ({ prediction: 0.75, target, weight: 1 })));
    const [before, after] = [make(), make()];
    from(all.slice(0, 2)).pipe(before).subscribe();
    of({ ...all[2]!, prediction: NaN }).pipe(before).subscribe({ error: () => {} }); // prettier-ignore
    restore({ part: after }, snapshot({ part: before }));
    from(all.slice(2)).pipe(after).subscribe();
    near(
      after.now().metrics.kappaT,
      kappaTOf(all, () => 1, 1),
    );
    const batch = progressive({ kappaT: kappaT() });
    const columns = { prediction: tensor([0.75, NaN]), target: tensor([1, 1]) };
    of({ step: 1, loss: 0, ...columns }).pipe(batch).subscribe({ error: () => {} }); // prettier-ignore
    expect(batch.save()).toEqual(progressive({ kappaT: kappaT() }).save());
  });

  it('begins anew with each merged shard, and goes on after the one of the last step', () => {
    const shard = (targets: readonly number[], first: number) => {
      const operator = progressive(kappaT());
      from(targets.map((target, i) => ({ step: first + i, prediction: 1, target, loss: 0 }))).pipe(operator).subscribe();
      return operator.save();
    }; // prettier-ignore
    const merged = mergeMetrics(kappaT(), [shard([1, 1], 3), shard([0, 0], 1)]);
    expect(merged.now().metrics.kappaT).toBe((2 - 3) / (4 - 3));
    of({ step: 5, prediction: 1, target: 1, loss: 0 }).pipe(merged).subscribe();
    expect(merged.now().metrics.kappaT).toBe((3 - 4) / (5 - 4));
  });
});
