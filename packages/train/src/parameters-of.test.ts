import { batch, epochs, fromIterable } from '@thalweg/data';
import { feed, input, mul, parameter, parametersOf, read, substitute, whenTraining, type Node } from '@thalweg/graph';
import { dense, dropout, softmaxCrossEntropy } from '@thalweg/nn';
import { average, scheduleFree, sgd } from '@thalweg/optim';
import { defer, firstValueFrom, lastValueFrom, map, tap, toArray, type Observable } from 'rxjs';
import { accuracy, confusionMatrix } from '@thalweg/metrics';
import { describe, expect, it } from 'vitest';
import {
  decodeSnapshot,
  encodeSnapshot,
  evaluate,
  measure,
  predict,
  restore,
  snapshot,
  step,
  train,
  type Training,
  type Resumable,
} from './index.ts';
import { classifier, line, points } from './testing/models.ts';

const records = fromIterable([{ x: 1, y: 2 }]);
const heldOut = points(30).pipe(batch(7));

/** A line that has learned from some records, and the mean of where its weight was after each. */
function averagedLine(count = 6) {
  const model = line();
  const learn = step(model.loss, average(sgd({ learningRate: 0.1 })));
  let sum = 0;
  for (let i = 0; i < count; i++) {
    learn({ x: 1, y: 2 });
    sum += read(model.w).item();
  }
  return { ...model, learn, mean: sum / count };
}

describe('parametersOf', () => {
  it('has evaluate and predict compute with what the training has for evaluation', async () => {
    const { loss, prediction, w, learn, mean } = averagedLine();
    expect(Math.abs(read(w).item() - mean)).toBeGreaterThan(0.1);
    const parametersOf = learn;
    const measured = await firstValueFrom(records.pipe(evaluate({ loss, prediction }, { parametersOf })));
    expect(measured.prediction).toBeCloseTo(mean, 14);
    expect(measured.loss).toBeCloseTo((mean - 2) ** 2, 14);
    const predicted = await firstValueFrom(records.pipe(predict(prediction, { parametersOf })));
    expect(predicted.item()).toBe(measured.prediction);
    const without = await firstValueFrom(records.pipe(predict(prediction)));
    expect(without.item()).toBe(read(w).item());
  });

  it('follows the training: an operator that was made before the first step sees each', async () => {
    const { loss, prediction, w } = line();
    const learn = step(loss, average(sgd({ learningRate: 0.1 })));
    const look = predict(prediction, { parametersOf: learn });
    const seen: number[] = [];
    const ways: number[] = [];
    for (let i = 0; i < 4; i++) {
      seen.push((await firstValueFrom(records.pipe(look))).item());
      learn({ x: 1, y: 2 });
      ways.push(read(w).item());
    }
    const means = ways.map((_, i) => ways.slice(0, i + 1).reduce((a, b) => a + b) / (i + 1));
    [0, ...means.slice(0, 3)].forEach((mean, i) => expect(seen[i]).toBeCloseTo(mean, 14));
  });

  it('stands for the parameters themselves where the optimizer has no others', async () => {
    const { loss, logits } = classifier();
    const learn = train(loss, sgd());
    await lastValueFrom(points(20).pipe(batch(4), learn));
    const [measured, plain] = [{ parametersOf: learn }, {}].map(options => evaluate({ loss }, options));
    expect(await firstValueFrom(heldOut.pipe(measured!))).toEqual(await firstValueFrom(heldOut.pipe(plain!)));
    expect(substitute(learn.progress.evaluated as ReadonlyMap<Node, Node>)(logits)).toBe(logits);
  });

  it('gives what the model gives that has those parameters: means, totals, and nothing that is of training alone', async () => {
    const model = () => {
      const [x, label] = [input('x', ['batch', 3]), input('label', ['batch'], 'int32')];
      const hidden = x.pipe(dense(5), dropout(0.5), dense(2));
      const logits = whenTraining(mul(hidden, 2) as typeof hidden, hidden);
      const loss = logits.pipe(softmaxCrossEntropy(label));
      const counts = logits.pipe(measure(confusionMatrix(), label));
      return { loss, metrics: { loss, accuracy: logits.pipe(measure(accuracy(), label)), counts } };
    };
    const [trained, other] = [model(), model()];
    const learn = train(trained.loss, scheduleFree(sgd({ learningRate: 0.5 })));
    await lastValueFrom(points(24).pipe(batch(4), epochs(3), learn));
    const measured = await firstValueFrom(heldOut.pipe(evaluate(trained.metrics, { parametersOf: learn })));

    const values = parametersOf(trained.loss as Node).map(one => read(learn.progress.evaluated.get(one)!));
    feed(...parametersOf(other.loss as Node).map((one, index) => [one, values[index]!] as const));
    const wanted = await firstValueFrom(heldOut.pipe(evaluate(other.metrics)));
    expect([measured.loss, measured.accuracy]).toEqual([wanted.loss, wanted.accuracy]);
    expect(measured.counts.toArray()).toEqual(wanted.counts.toArray());
    expect((await firstValueFrom(heldOut.pipe(evaluate(trained.metrics)))).loss).not.toBe(measured.loss);
  }); // prettier-ignore

  it('moves nothing, and may be in the validation of its own training', async () => {
    const run = async (looks: boolean) => {
      const { loss } = classifier();
      const measured = (): Observable<{ loss: number | undefined }> => heldOut.pipe(evaluate({ loss }, { parametersOf: learn }));
      const learn: Training<Record<never, never>, { loss: number | undefined }> = train(
        loss,
        average(sgd({ learningRate: 0.5 })),
        looks ? { validation: defer(measured) } : {},
      );
      const steps$ = points(24).pipe(batch(4), epochs(3), learn);
      // Between the steps somebody else measures too.
      const told = await lastValueFrom(steps$.pipe(tap(() => looks && measured().subscribe()), toArray()));
      const validations = told.flatMap(({ validation }) => validation?.loss ?? []);
      return { registers: snapshot({ learn }).parts['learn']!.tensors, validations, now: await firstValueFrom(measured()) };
    };
    const [looked, alone] = [await run(true), await run(false)];
    expect(JSON.stringify(looked.registers)).toBe(JSON.stringify(alone.registers));
    expect(new Set(looked.validations).size).toBe(3);
    expect(looked.validations[2]).toBe(looked.now.loss);
    expect(looked.now).toEqual(alone.now);
  }); // prettier-ignore

  it('is put back with a training', async () => {
    const { prediction, learn, mean } = averagedLine();
    const file = encodeSnapshot(snapshot({ learn }));
    const again = averagedLine(0);
    restore({ learn: again.learn }, decodeSnapshot(file));
    const options = { parametersOf: again.learn };
    const predicted = await firstValueFrom(records.pipe(predict(again.prediction, options)));
    expect(predicted.item()).toBeCloseTo(mean, 14);
    const first = await firstValueFrom(records.pipe(predict(prediction, { parametersOf: learn })));
    expect(predicted.item()).toBe(first.item());
  });

  it('is refused in words if it is no training', () => {
    const { loss, prediction } = line();
    const steps = map((record: unknown) => record);
    const none = (value: unknown) => ({ parametersOf: value as Resumable });
    expect(() => evaluate({ loss }, none(steps))).toThrow(
      'evaluate: parametersOf must be what train or step returns, got the function',
    );
    expect(() => predict(prediction, none(parameter(1)))).toThrow(
      'predict: parametersOf must be what train or step returns, got parameter float32 []. Give the training itself, not its records or its model.',
    );
    expect(() => predict(prediction, none(null))).toThrow('got null.');
    expect(() => predict(prediction, none({ progress: {} }))).toThrow('got [object Object].');
  });
});
