import { batch, epochs, fromColumns, fromIterable, shuffle } from '@thalweg/data';
import { input, mean, read, sum, type Node } from '@thalweg/graph';
import { accuracy, confusionMatrix } from '@thalweg/metrics';
import { tensor, type Tensor } from '@thalweg/tensor';
import { firstValueFrom, from, lastValueFrom, of, Subject, take } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { evaluate, measure, total, type Measured } from './index.ts';
import { classifier, line, points } from './testing/models.ts';
import { observe } from './testing/observe.ts';
import { areCollected, turns } from './testing/turns.ts';
import { bytesOf } from './testing/watched.ts';

/** A metric whose mean over examples anybody can see: the mean of x. */
function average() {
  const x = input('x', ['batch'], 'float64');
  return { x, metrics: { mean: mean(x) as Node<readonly []>, sum: total(sum(x) as Node<readonly []>) } };
}
const tens = fromColumns({ x: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 100) });

const measuredBy = (stream$: ReturnType<ReturnType<typeof evaluate>>): Promise<Measured<never>> =>
  firstValueFrom(stream$) as Promise<unknown> as Promise<Measured<never>>;

describe('evaluate', () => {
  it.each([1, 3, 4, 10, Infinity])(
    'weighs batches by their examples: batches of %d, the last one uneven',
    async size => {
      const { metrics } = average();
      const { mean, sum } = await firstValueFrom(tens.pipe(batch(size), evaluate(metrics)));
      expect(mean).toBeCloseTo(14.5, 12);
      expect(sum.item()).toBe(145);
    },
  );

  it('gives one value and completes, by pull and by push', async () => {
    const { metrics } = average();
    const pulled = observe(tens.pipe(batch(4), evaluate(metrics)));
    await pulled.ended;
    const pushed = observe(from([{ x: tensor([1, 2]) }, { x: tensor([6]) }]).pipe(evaluate(metrics)));
    expect([pulled.values.length, pulled.completions]).toEqual([1, 1]);
    expect([pushed.values.map(value => value.mean), pushed.completions]).toEqual([[3], 1]);
  });

  it('counts records without a batch as one each', async () => {
    const { loss, prediction } = line();
    const records = fromIterable([{ x: 1, y: 1 }, { x: 1, y: 3 }]); // prettier-ignore
    const measured = await firstValueFrom(records.pipe(evaluate({ loss, prediction })));
    expect(measured).toEqual({ count: 2, loss: 5, prediction: 0 });
  });

  it('goes through all epochs of a run', async () => {
    const { metrics } = average();
    const { sum } = await firstValueFrom(tens.pipe(batch(4), epochs(2), evaluate(metrics)));
    expect(sum.item()).toBe(290);
  });

  it('of nothing gives a count of 0, no means, and totals of zeros', async () => {
    const { logits, label } = classifier();
    const { metrics } = average();
    const empty = await firstValueFrom(
      fromIterable<object>([]).pipe(
        evaluate({ ...metrics, confusion: logits.pipe(measure(confusionMatrix(), label)) }),
      ),
    );
    expect(Object.keys(empty)).toEqual(['count', 'mean', 'sum', 'confusion']);
    expect([empty.count, empty.mean, empty.sum.item(), empty.confusion.toArray()]).toEqual([0, undefined, 0, [[0, 0], [0, 0]]]); // prettier-ignore
  });

  it('has measured nothing when every record was skipped', async () => {
    const { loss } = line();
    const skipping = evaluate({ loss }, { onBadRecord: 'skip' });
    expect(await firstValueFrom(of({ y: 1 }).pipe(skipping))).toEqual({ count: 0, loss: undefined });
  });

  it('counts no example of a batch without rows', async () => {
    const { metrics } = average();
    const batches = from([{ x: new Float64Array(0) }, { x: Float64Array.of(2, 4) }]);
    const measured = await firstValueFrom(batches.pipe(evaluate(metrics)));
    expect([measured.count, measured.mean, measured.sum.item()]).toEqual([2, 3, 6]);
  });

  it('a metric that is called count takes the place of the number of examples', async () => {
    const { x } = average();
    const count = mean(x) as Node<readonly []>;
    const measured = await firstValueFrom(tens.pipe(batch(5), evaluate({ count })));
    expect(measured.count).toBeCloseTo(14.5, 12);
    expect(await firstValueFrom(fromIterable<object>([]).pipe(evaluate({ count })))).toEqual({ count: undefined });
    expectTypeOf(measured.count).toEqualTypeOf<number | undefined>();
  });

  it('one look tells the types that something was measured', async () => {
    const { metrics } = average();
    const measured = await firstValueFrom(tens.pipe(batch(5), evaluate({ ...metrics, other: metrics.mean })));
    expectTypeOf(measured.mean).toEqualTypeOf<number | undefined>();
    expectTypeOf(measured.count).toEqualTypeOf<number>();
    expectTypeOf(measured.sum).toEqualTypeOf<Tensor<readonly []>>();
    expect(measured.mean).toBeCloseTo(14.5, 12);
    if (measured.mean !== undefined) expectTypeOf(measured.other).toEqualTypeOf<number>();
  });

  it('measures accuracy, and adds up a confusion matrix of labels by predictions', async () => {
    const scores = input('scores', ['batch', 3]);
    const label = input('label', ['batch'], 'int32');
    const metrics = {
      accuracy: scores.pipe(measure(accuracy(), label)),
      confusion: scores.pipe(measure(confusionMatrix({ classes: 3 }), label)),
    };
    const rows = fromColumns({
      scores: { data: [9, 1, 1, 1, 9, 1, 1, 1, 9, 9, 1, 1, 1, 9, 1], shape: [3] },
      label: Int32Array.of(0, 1, 2, 1, 1),
    });
    for (const size of [2, 5]) {
      const measured = await firstValueFrom(rows.pipe(batch(size), evaluate(metrics)));
      expect(measured.accuracy).toBeCloseTo(0.8, 12);
      expect(measured.confusion.toArray()).toEqual([[1, 0, 0], [1, 2, 0], [0, 0, 1]]); // prettier-ignore
    }
  });

  it('gives the first of equal scores as the prediction', async () => {
    const even = input('even', ['batch', 2]);
    const label = input('label', ['batch'], 'int32');
    const record = { even: tensor([[1, 1], [2, 2]]), label: tensor([0, 1], { dtype: 'int32' }) }; // prettier-ignore
    const measured = of(record).pipe(evaluate({ accuracy: even.pipe(measure(accuracy(), label)) }));
    expect((await firstValueFrom(measured)).accuracy).toBe(0.5);
  });

  it('moves nothing and learns nothing', async () => {
    const { loss, logits, parameters } = classifier();
    const before = bytesOf(parameters);
    const spread = observe(logits);
    await lastValueFrom(points(20).pipe(shuffle({ seed: 1 }), batch(7), evaluate({ loss })));
    expect(bytesOf(parameters)).toEqual(before);
    expect(spread.values).toEqual([]);
    expect(() => read(logits)).toThrow("none for 'x'");
  });

  it('comes to the same bits in every run, whatever the slices', async () => {
    const run = async (sliceMs: number): Promise<number> => {
      const { loss } = classifier();
      return (await firstValueFrom(points(50).pipe(batch(7), evaluate({ loss }, { sliceMs })))).loss!;
    };
    const first = await run(8);
    expect([await run(0), await run(Infinity)]).toEqual([first, first]);
  });

  it('returns before it begins, and stops when it is left', async () => {
    const { metrics } = average();
    const left = observe(tens.pipe(batch(1), evaluate(metrics, { sliceMs: 0 })));
    expect(left.values).toEqual([]);
    await turns(2);
    left.unsubscribe();
    await turns(20);
    expect([left.values, left.completions]).toEqual([[], 0]);
    const record$ = new Subject<{ x: number[] }>();
    const pushed = observe(record$.pipe(evaluate(metrics), take(1)));
    record$.next({ x: [1] });
    pushed.unsubscribe();
    expect(record$.observed).toBe(false);
  });

  it('may be asked for inside a subscriber', async () => {
    const { x, metrics } = average();
    let log: ReturnType<typeof observe> | undefined;
    observe(x, () => (log ??= observe(tens.pipe(batch(3), evaluate(metrics, { sliceMs: Infinity })))));
    x.set([1]);
    await log!.ended;
    expect(log!.errors).toEqual([]);
    expect((log!.values[0] as { mean: number }).mean).toBeCloseTo(14.5, 12);
  });

  it('refuses a metric that is neither a scalar nor a total, and a total whose shape the batch decides', () => {
    const { x } = average();
    expect(() => evaluate({ x: x as unknown as Node<readonly []> })).toThrow(
      'evaluate: x must be a scalar, got [batch]. Take its mean, or its total.',
    );
    expect(() => total(x)).toThrow(
      'total: the shape must be the same for all batches, got [batch]. Sum over the batch first.',
    );
  });

  it('keeps none of the records', async () => {
    const { metrics } = average();
    const refs: WeakRef<object>[] = [];
    const source = () => {
      const x = tensor([1, 2]);
      refs.push(new WeakRef(x));
      return of({ x });
    };
    await measuredBy(source().pipe(evaluate(metrics)) as never);
    expect(await areCollected(refs)).toBe(true);
  });
});

it('refuses a total of another shape for each batch, however it was written', () => {
  const x = input('x', ['batch', 2]);
  expect(() => evaluate({ sums: { total: x as never } })).toThrow('the shape must be the same for all batches');
  expect(() => evaluate({ sums: undefined as never })).toThrow(
    'evaluate: sums: a metric must be applied to nodes, got undefined.',
  );
});
