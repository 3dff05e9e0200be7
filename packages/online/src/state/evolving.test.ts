import { accuracy, logLoss, mae, rmse, rocAuc } from '@thalweg/metrics';
import {
  decodeSnapshot,
  encodeSnapshot,
  restore,
  snapshot,
  StateError,
  type RestoreOptions,
  type RestoreReport,
  type Savable,
  type Snapshot,
} from '@thalweg/train';
import { from, lastValueFrom, Subject, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  decaying,
  encodeOneHot,
  joinLabels,
  minMax,
  perKey,
  progressive,
  raiseRateOnDrift,
  rolling,
  standardize,
  adwin,
} from '../index.ts';
import type { Measuring, MetricOrMetrics } from '../metrics/measurement.ts';
import type { Outcome } from '../learn/outcome.ts';

/** Outcomes that look random, some with a weight. */
const outcomes: readonly Outcome[] = Array.from({ length: 100 }, (_, i) => {
  const prediction = (((i + 1) * 48271) % 997) / 1000 + 0.001;
  return { step: i + 1, loss: 0, prediction, target: ((i * 7919) % 10) / 10 < prediction ? 1 : 0, ...(i % 7 === 0 && { weight: 0.5 }) };
}); // prettier-ignore

const allow: RestoreOptions = { missing: 'initial', extra: 'drop' };

/** A snapshot that has been in a file. */
const stored = (part: Savable): Snapshot => decodeSnapshot(encodeSnapshot(snapshot({ part })));

/** Restores the state of one part into another one. */
const moved = (from: Savable, to: Savable, options?: RestoreOptions): RestoreReport =>
  restore({ part: to }, stored(from), options);

function measured<M extends MetricOrMetrics>(by: Measuring<M>, seen: readonly Outcome[]): Measuring<M> {
  from(seen).pipe(by).subscribe();
  return by;
}

describe.each([
  ['progressive', <M extends MetricOrMetrics>(metrics: M) => progressive(metrics)],
  ['decaying', <M extends MetricOrMetrics>(metrics: M) => decaying(metrics, { halfLife: 20 })],
  ['rolling', <M extends MetricOrMetrics>(metrics: M) => rolling(metrics, 30)],
])('%s takes a state from before', (_, make) => {
  const [before, after] = [outcomes.slice(0, 60), outcomes.slice(60)];

  it('with one more metric: the others are bit-equal, the new one counts from now on', () => {
    const old = measured(make({ loss: logLoss(), auc: rocAuc() }), before);
    const wider = make({ error: rmse(), loss: logLoss(), accuracy: accuracy(), auc: rocAuc() });
    const report = moved(old, wider, { missing: 'initial' });
    expect(report).toMatchObject({ restored: ['part/loss', 'part/auc'], initialized: ['part/error', 'part/accuracy'], dropped: [], resized: [] });
    expect(wider.now()).toEqual({ ...old.now(), metrics: { ...old.now().metrics, error: NaN, accuracy: NaN } });

    // A second file holds examples that only some of the metrics have seen.
    const again = make({ error: rmse(), loss: logLoss(), accuracy: accuracy(), auc: rocAuc() });
    moved(measured(wider, after.slice(0, 20)), again);
    const whole = measured(make({ loss: logLoss(), auc: rocAuc() }), [...before, ...after]);
    expect(measured(again, after.slice(20)).now().metrics).toMatchObject(whole.now().metrics);
    const alone = measured(make({ error: rmse(), accuracy: accuracy() }), after).now();
    expect(again.now().metrics.error).toBeCloseTo(alone.metrics.error, 12);
    expect(again.now().metrics.accuracy).toBeCloseTo(alone.metrics.accuracy, 12);
  }); // prettier-ignore

  it('with one metric less, or none of them the same but one', () => {
    const old = measured(make({ error: mae(), loss: logLoss(), auc: rocAuc() }), before);
    const narrower = make({ loss: logLoss(), auc: rocAuc() });
    const report = moved(old, narrower, { extra: 'drop' });
    expect(report).toMatchObject({ restored: ['part/loss', 'part/auc'], initialized: [], dropped: ['part/error'] });
    const { loss, auc } = old.now().metrics;
    expect(narrower.now().metrics).toEqual({ loss, auc });
    const whole = measured(make({ loss: logLoss(), auc: rocAuc() }), outcomes);
    expect(measured(narrower, after).now()).toEqual(whole.now());

    const other = make({ auc: rocAuc(), more: accuracy() });
    expect(moved(old, other, allow).dropped).toEqual(['part/error', 'part/loss']);
    expect(other.now().metrics.auc).toBe(auc);
  });

  it('only on request, and names the metric of other settings', () => {
    const old = measured(make({ accuracy: accuracy() }), before);
    const other = make({ accuracy: accuracy({ threshold: 0.7 }), loss: logLoss() });
    expect(() => moved(old, other)).toThrow("or restore with { missing: 'initial' }.");
    expect(() => moved(old, other, { missing: 'initial' })).toThrow("or restore with { extra: 'drop' }.");
    const third = measured(make({ accuracy: accuracy(), loss: logLoss() }), before);
    expect(moved(third, other, allow)).toMatchObject({ restored: ['part/loss'], initialized: ['part/accuracy'], dropped: ['part/accuracy'] });
  }); // prettier-ignore
});

describe('rolling takes a state from before', () => {
  const metrics = () => ({ loss: logLoss(), auc: rocAuc(), error: rmse() });

  it.each([7, 30, 45, 60, 83])('with a larger window after %d examples, as one that saw those in the window', seen => {
    const old = measured(rolling(metrics(), 30), outcomes.slice(0, seen));
    const larger = rolling(metrics(), 50);
    const report = moved(old, larger, { resize: 'lossless' });
    expect(report.resized).toEqual([{ name: 'part/window', from: '30', to: '50', lost: undefined }]);
    const last = outcomes.slice(Math.max(0, seen - 30), seen);
    const fresh = measured(rolling(metrics(), 50), last);
    expect(larger.now().metrics).toEqual(fresh.now().metrics);
    expect(larger.now().count).toBe(seen);
    for (const outcome of outcomes.slice(seen))
      expect(measured(larger, [outcome]).now().metrics).toEqual(measured(fresh, [outcome]).now().metrics);
  });

  it('with a larger window that it has never filled, bit-equal to one that was always so large', () => {
    const old = measured(rolling(metrics(), 30), outcomes.slice(0, 25));
    const larger = rolling(metrics(), 50);
    moved(old, larger, { resize: 'lossless' });
    expect(stored(larger)).toEqual(stored(measured(rolling(metrics(), 50), outcomes.slice(0, 25))));
  });

  it('with a smaller window, if nothing is lost or on request', () => {
    const few = measured(rolling(metrics(), 30), outcomes.slice(0, 12));
    const fits = rolling(metrics(), 12);
    moved(few, fits, { resize: 'lossless' });
    expect(fits.now().metrics).toEqual(measured(rolling(metrics(), 12), outcomes.slice(0, 12)).now().metrics);

    const many = measured(rolling(metrics(), 30), outcomes.slice(0, 40));
    const smaller = rolling(metrics(), 12);
    expect(() => moved(many, smaller, { resize: 'lossless' })).toThrow("or restore with { resize: 'lossy' }.");
    expect(moved(many, smaller, { resize: 'lossy' }).resized).toMatchObject([{ lost: '18 examples' }]);
    expect(smaller.now().metrics).toEqual(measured(rolling(metrics(), 12), outcomes.slice(28, 40)).now().metrics);
  });

  it('with another window and other metrics at once', () => {
    const old = measured(rolling(metrics(), 30), outcomes.slice(0, 40));
    const other = rolling({ accuracy: accuracy(), auc: rocAuc() }, 60);
    const report = moved(old, other, { ...allow, resize: 'lossless' });
    expect(String(report)).toBe(
      'restored (1): part/auc\ninitialized (1): part/accuracy\ndropped (2): part/loss, part/error\nresized (1): part/window from 30 to 60',
    );
    expect(other.now().metrics.auc).toBe(old.now().metrics.auc);
    expect(measured(other, outcomes.slice(40, 50)).now().metrics.accuracy).toBe(
      measured(rolling({ accuracy: accuracy() }, 60), outcomes.slice(40, 50)).now().metrics.accuracy,
    );
  });
});

describe('joinLabels takes a state from before', () => {
  interface Item {
    readonly id: number;
    readonly x?: number;
    readonly label?: number;
  }
  function joining(capacity: number, within = 1000) {
    const [record$, label$] = [new Subject<Item>(), new Subject<Item>()];
    const join = joinLabels<Item, Item>(label$, { key: 'id', within, capacity });
    const out: Item[] = [];
    record$.pipe(join).subscribe(item => out.push(item));
    return { record$, label$, join, out };
  }
  /** Records 0 to 29, of which the labels of 0 to 4 have come. */
  function filled(capacity = 40) {
    const one = joining(capacity);
    for (let id = 0; id < 30; id++) one.record$.next({ id, x: id / 7 });
    for (let id = 0; id < 5; id++) one.label$.next({ id, label: 1 });
    return one;
  }

  it('with a larger capacity, bit-equal', () => {
    const [old, larger] = [filled(), joining(100)];
    const report = moved(old.join, larger.join, { resize: 'lossless' });
    expect(report.resized).toEqual([{ name: 'part/capacity', from: '40', to: '100', lost: undefined }]);
    const state = ({ parts: { part } }: Snapshot) => [part!.tensors, part!.values['state']];
    expect(state(stored(larger.join))).toEqual(state(stored(old.join)));
    larger.label$.next({ id: 7, label: 1 });
    expect(larger.out).toEqual([{ id: 7, x: 1, label: 1 }]);
  });

  it('with a smaller one if all fits, or on request without the oldest', () => {
    const fits = joining(25);
    expect(moved(filled().join, fits.join, { resize: 'lossless' }).resized[0]!.lost).toBeUndefined();
    fits.label$.next({ id: 5, label: 1 });
    expect(fits.out).toHaveLength(1);

    const smaller = joining(4);
    expect(() => moved(filled().join, smaller.join, { resize: 'lossless' })).toThrow("{ resize: 'lossy' }");
    expect(moved(filled().join, smaller.join, { resize: 'lossy' }).resized[0]!.lost).toBe('21 waiting items and 1 finished keys');
    for (const id of [25, 26, 29]) smaller.label$.next({ id, label: 1 });
    expect(smaller.out.map(({ id }) => id)).toEqual([26, 29]);
  }); // prettier-ignore

  it('with a longer wait', () => {
    const longer = joining(40, 5000);
    expect(moved(filled().join, longer.join, { resize: 'lossless' }).resized).toMatchObject([{ name: 'part/within', from: '1000', to: '5000' }]);
  }); // prettier-ignore

  it('only on request', () => {
    expect(() => moved(filled().join, joining(100).join)).toThrow(StateError);
    expect(() => moved(filled().join, joining(100).join)).toThrow("Use the settings it was saved with, or restore with { resize: 'lossless' }.");
  }); // prettier-ignore
});

describe('features take a state from before', () => {
  const records = Array.from({ length: 20 }, (_, i) => ({ age: i ** 1.5, height: 170 + Math.sin(i), weight: 60 + i }));
  const run = (operator: (source: ReturnType<typeof from<typeof records>>) => unknown, rows = records) =>
    lastValueFrom((operator(from(rows)) as ReturnType<typeof from<typeof records>>).pipe(toArray()));

  it.each([
    ['standardize', standardize],
    ['minMax', minMax],
  ] as const)('%s with one more scaled field: the others are bit-equal, the new one starts', async (_, make) => {
    const old = make(['age', 'height']);
    await run(old as never);
    const wider = make(['age', 'weight', 'height']);
    const report = moved(old, wider, { missing: 'initial' });
    expect(report).toMatchObject({ restored: ['part/age', 'part/height'], initialized: ['part/weight'], dropped: [] });
    const [next] = await run(wider as never, records.slice(0, 1));
    const [same] = await run(old as never, records.slice(0, 1));
    const [first] = await run(make('weight') as never, records.slice(0, 1));
    expect(next).toEqual({ ...same, weight: first!.weight });
  });

  it('standardize with a field less, and refuses records without the new one', async () => {
    const old = standardize(['age', 'height']);
    await run(old as never);
    const narrower = standardize('height');
    expect(moved(old, narrower, { extra: 'drop' })).toMatchObject({ restored: ['part/height'], dropped: ['part/age'] });
    const [next] = await run(narrower as never, records.slice(0, 1));
    const [same] = await run(old as never, records.slice(0, 1));
    expect(next!.height).toBe(same!.height);

    const other = standardize(['height', 'income']);
    moved(old, other, allow);
    await expect(run(other as never)).rejects.toThrow('income');
  });

  it('an encoder with another capacity: known categories keep their codes', async () => {
    const letters = [...'abcabd'].map(letter => ({ letter }));
    const old = encodeOneHot('letter', { capacity: 4 });
    await lastValueFrom(from(letters).pipe(old));
    const larger = encodeOneHot('letter', { capacity: 6 });
    expect(moved(old, larger, { resize: 'lossless' }).resized).toMatchObject([{ from: '4', to: '6' }]);
    const coded = (by: typeof larger) => lastValueFrom(from(letters).pipe(by.reading, toArray()));
    const codes = (await coded(larger)).map(({ letter }) => [...letter].indexOf(1));
    expect(codes).toEqual([0, 1, 2, 0, 1, 3]);

    const smaller = encodeOneHot('letter', { capacity: 2 });
    expect(() => moved(old, smaller, { resize: 'lossless' })).toThrow('lossy');
    expect(moved(old, smaller, { resize: 'lossy' }).resized[0]!.lost).toBe('2 categories');
    expect((await coded(smaller)).map(({ letter }) => [...letter].indexOf(1))).toEqual([0, 1, 2, 0, 1, 2]);
  });

  it('places of keys with another capacity', async () => {
    const events = [3, 1, 2, 3, 9].map(user => ({ user }));
    const old = perKey('user', { capacity: 4 });
    await lastValueFrom(from(events).pipe(old));
    const larger = perKey('user', { capacity: 10 });
    moved(old, larger, { resize: 'lossless' });
    const placesOf = async (by: typeof larger, users: number[]) =>
      (await lastValueFrom(from(users.map(user => ({ user }))).pipe(by, toArray()))).map(one => one['user/place']);
    expect(await placesOf(larger, [3, 1, 2, 9, 7])).toEqual([0, 1, 2, 3, 4]);

    const smaller = perKey('user', { capacity: 2 });
    expect(() => moved(old, smaller, { resize: 'lossless' })).toThrow('lossy');
    expect(moved(old, smaller, { resize: 'lossy' }).resized).toEqual([
      { name: 'part/capacity', from: '4', to: '2', lost: '2 keys' },
    ]);
    expect(await placesOf(smaller, [3, 1])).toEqual([0, 1]);
  });

  it('but none of another kind, whatever is allowed', () => {
    const all: RestoreOptions = { ...allow, resize: 'lossy' };
    expect(() => moved(perKey('user', { capacity: 4 }), perKey('item', { capacity: 4 }), all)).toThrow(StateError);
    expect(() => moved(encodeOneHot('a', { capacity: 4 }), encodeOneHot('b', { capacity: 4 }), all)).toThrow(
      StateError,
    );
    const [slow, fast] = [0.002, 0.2].map(delta =>
      raiseRateOnDrift(adwin({ delta }), {
        of: ({ loss }: Outcome) => loss,
        learningRate: 0.1,
        factor: 2,
        halfLife: 50,
      }),
    );
    expect(() => moved(slow!, fast!, all)).toThrow('a state must be of the settings');
    expect(() => moved(decaying(mae(), { halfLife: 5 }), decaying(mae(), { halfLife: 6 }), all)).toThrow('halfLife');
  });
});

describe('a damaged state of other settings', () => {
  it('is refused, and changes nothing', () => {
    const old = measured(rolling({ loss: logLoss(), error: mae() }, 30), outcomes.slice(0, 40));
    const { parts } = stored(old);
    const { tensors, values } = parts['part']!;
    const target = rolling({ loss: logLoss() }, 50);
    const before = stored(target);
    const all: RestoreOptions = { ...allow, resize: 'lossy' };
    const damages: readonly Record<string, unknown>[] = [
      { state: null },
      { state: { ...(values['state'] as object), states: 7 } },
      { state: { ...(values['state'] as object), rows: [] } },
      { state: { ...(values['state'] as object), next: -4 } },
      { settings: null },
      { settings: { window: 'wide', metrics: [] } },
      { settings: { window: 1e9, metrics: (values['settings'] as { metrics: unknown }).metrics } },
      { settings: { window: 7, metrics: [[], [], []] } },
    ];
    for (const damage of damages) {
      const kept = { version: 1, parts: { part: { tensors, values: { ...values, ...damage } as never } } };
      expect(() => restore({ part: target }, kept, all), JSON.stringify(damage).slice(0, 80)).toThrow(StateError);
      expect(stored(target)).toEqual(before);
    }
  });
});
