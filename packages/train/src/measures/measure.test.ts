import { batch, fromColumns } from '@thalweg/data';
import { cast, input, notEqual, parameter, type Node } from '@thalweg/graph';
import { dense, sigmoidCrossEntropy } from '@thalweg/nn';
import { sgd } from '@thalweg/optim';
import {
  accuracy,
  computeMetric,
  confusionMatrix,
  logLoss,
  mae,
  rocAuc,
  rocCurve,
  type RocCurve,
} from '@thalweg/metrics';
import { tensor } from '@thalweg/tensor';
import { firstValueFrom, from, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { evaluate, measure, train, trainRows } from '../index.ts';

const score = input('score', ['batch'], 'float64');
const label = input('label', ['batch'], 'int32');
const weight = input('weight', ['batch'], 'float64');

const examples = Array.from({ length: 101 }, (_, i) => ({
  score: ((i * 37) % 101) / 101,
  label: (i * i) % 7 < 3 ? 1 : 0,
  weight: (i % 5) / 4,
}));
const column = (name: keyof (typeof examples)[number]): number[] => examples.map(row => row[name]);
const table = fromColumns({
  score: Float64Array.from(column('score')),
  label: Int32Array.from(column('label')),
  weight: Float64Array.from(column('weight')),
});
const arrays = { prediction: column('score'), target: column('label') };

describe('measure', () => {
  it.each([1, 7, 101, Infinity])('gives in evaluate the value over all examples, in batches of %d', async size => {
    const measured = await firstValueFrom(
      table.pipe(
        batch(size),
        evaluate({
          auc: score.pipe(measure(rocAuc(), label)),
          weighted: score.pipe(measure(rocAuc(), label, { weight })),
          loss: score.pipe(measure(logLoss({ epsilon: 1e-9 }), label)),
          counts: score.pipe(measure(confusionMatrix(), label)),
          curve: score.pipe(measure(rocCurve(), label)),
        }),
      ),
    );
    expectTypeOf(measured.curve).toEqualTypeOf<RocCurve>();
    expect(measured.curve).toEqual(computeMetric(rocCurve(), arrays));
    expectTypeOf(measured.auc).toEqualTypeOf<number | undefined>();
    expect(measured.auc).toBe(computeMetric(rocAuc(), arrays));
    expect(measured.weighted).toBe(computeMetric(rocAuc(), { ...arrays, weight: column('weight') }));
    expect(measured.loss).toBeCloseTo(computeMetric(logLoss({ epsilon: 1e-9 }), arrays), 14);
    expect(measured.counts.toArray()).toEqual(computeMetric(confusionMatrix(), arrays).toArray());
  });

  it('reads nothing of an example of weight 0, whose label may be missing', async () => {
    const rows = fromColumns({ score: Float64Array.of(0.9, 0.6, 0.7, 0.1), label: Int32Array.of(1, 0, -100, -100) });
    const options = { weight: cast(notEqual(label, -100), 'float64') };
    const metrics = {
      accuracy: score.pipe(measure(accuracy(), label, options)),
      matrix: score.pipe(measure(confusionMatrix({ classes: 2 }), label, options)),
      auc: score.pipe(measure(rocAuc(), label, options)),
    };
    const measured = await lastValueFrom(rows.pipe(batch(3), evaluate(metrics)));
    expect(measured.accuracy).toBe(0.5);
    expect(measured.matrix?.toArray()).toEqual([[0, 1], [0, 1]]); // prettier-ignore
    expect(measured.auc).toBe(1);
  });

  it('of nothing is undefined where it is a number', async () => {
    const measured = await firstValueFrom(
      from([]).pipe(
        evaluate({ auc: score.pipe(measure(rocAuc(), label)), counts: score.pipe(measure(confusionMatrix(), label)) }),
      ),
    );
    expect([measured.count, measured.auc, measured.counts.toArray()]).toEqual([0, undefined, [[0, 0], [0, 0]]]); // prettier-ignore
  });

  it('takes rows of scores, and several axes of targets', async () => {
    const logits = input('logits', ['batch', 2, 3]);
    const words = input('words', ['batch', 2], 'int32');
    const record = { logits: tensor([[[1, 2, 3], [3, 2, 1]]]), words: tensor([[2, 1]], { dtype: 'int32' }) }; // prettier-ignore
    const measured = await firstValueFrom(
      from([record]).pipe(evaluate({ a: logits.pipe(measure(accuracy(), words)) })),
    );
    expect(measured.a).toBe(0.5);
  });

  it('is reported by train with every step, of its records before the parameters moved', async () => {
    const x = input('x', ['batch', 1]);
    const logits = x.pipe(dense(1, { weight: () => tensor([[0.5]]) as never }));
    const y = input('y', ['batch', 1]);
    const loss = logits.pipe(sigmoidCrossEntropy(y));
    const rows = fromColumns({ x: { data: [2, -1, 1, 3], shape: [1] }, y: { data: [1, 1, 0, 1], shape: [1] } });
    const steps$ = rows.pipe(
      batch(2),
      train(loss, sgd({ learningRate: 0.1 }), {
        metrics: {
          accuracy: logits.pipe(measure(accuracy({ threshold: 0 }), y)),
          loss,
          auc: logits.pipe(measure(rocAuc(), y)),
        },
      }),
    );
    const [first, second] = await lastValueFrom(steps$.pipe(toArray()));
    expectTypeOf(first!.metrics.accuracy).toEqualTypeOf<number>();
    expect([first!.step, first!.metrics.accuracy, first!.metrics.loss]).toEqual([1, 0.5, first!.loss]);
    // Both are of one class, so there is no pair to order.
    expect(first!.metrics.auc).toBeNaN();
    expect([second!.step, second!.metrics.auc]).toEqual([2, 1]);
    expect(first!.loss).not.toBe(second!.loss);
  });

  it('leaves the steps of a training as they are', async () => {
    const run = async (reports: boolean): Promise<number[]> => {
      const x = input('x', ['batch', 1]);
      const y = input('y', ['batch', 1]);
      const prediction = x.pipe(dense(1, { seed: 3 }));
      const loss = prediction.pipe(sigmoidCrossEntropy(y));
      const rows = fromColumns({ x: { data: [2, -1, 1, 3], shape: [1] }, y: { data: [1, 1, 0, 1], shape: [1] } });
      const metrics = reports ? { error: prediction.pipe(measure(mae(), y)) } : {};
      const steps$ = rows.pipe(batch(1), train(loss, sgd({ learningRate: 0.3 }), { metrics }));
      return (await lastValueFrom(steps$.pipe(toArray()))).map(({ loss }) => loss);
    };
    expect(await run(true)).toEqual(await run(false));
  });

  it('is an error of the stream for predictions that do not fit the metric', async () => {
    const bad = [
      { score: [0.5], label: [1] },
      { score: [0.5], label: [7] },
    ];
    const measured = firstValueFrom(from(bad).pipe(evaluate({ auc: score.pipe(measure(rocAuc(), label)) })));
    await expect(measured).rejects.toThrow(
      'rocAuc: a target must be a class from 0 to 1, got 7 at record 1. Number the classes from 0 on, and give examples without a class the weight 0.',
    );
  });

  it('refuses shapes that do not fit, and what is no metric', () => {
    const wide = input('wide', ['batch', 4]) as Node;
    expect(() => (measure(mae(), wide) as (node: Node) => unknown)(score as Node)).toThrow(
      'measure: there must be one target for each prediction, or for each row of scores, got [batch] and [batch, 4].',
    );
    expect(() => score.pipe(measure(mae(), label, { weight: wide }))).toThrow(
      'there must be one weight for each target',
    );
    expect(() => measure({} as never, label)).toThrow('measure: the metric must be one, got Object. Call it');
    expect(() => measure(mae(), label, { wieght: weight } as never)).toThrow("'wieght'");
  });

  it('is not for trainRows, whose steps are of single rows', () => {
    const [slope, y] = [parameter(1), input('y', [])];
    const metrics = { error: y.pipe(measure(mae(), y)) };
    expect(() => trainRows(slope, sgd({ learningRate: 1 }), { metrics: metrics as never })).toThrow(
      'trainRows: metrics must be scalars, got a measure. Report measures with train',
    );
  });
});
