import { fromIterable } from '@thalweg/data';
import { input, read, type Node } from '@thalweg/graph';
import { sgd } from '@thalweg/optim';
import { train } from '@thalweg/train';
import { from, lastValueFrom, of, tap, toArray, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  factorizationMachine,
  learn,
  learnRows,
  logisticRegression,
  passiveAggressive,
  poissonRegression,
  type Model,
} from '../index.ts';

const x = (): Node<readonly [2]> => input('x', [2]) as unknown as Node<readonly [2]>;
const y = (): Node<readonly []> => input('y', []);
const record = (label: number, more: object = {}) => ({ x: [1, 2], y: label, ...more });
const outcomes = (stream: Observable<unknown>): Promise<unknown[]> => lastValueFrom(stream.pipe(toArray()));
const learned = (model: object, ...records: object[]): Promise<unknown[]> =>
  outcomes(from(records).pipe(learn(model as Model<readonly []>, sgd())));

describe('a label that a model is not right for', () => {
  const models: [string, () => object, number, string][] = [
    ['logisticRegression', () => logisticRegression(x(), y()), 5, 'must be from 0 to 1 for logisticRegression, got 5'],
    ['logisticRegression', () => logisticRegression(x(), y()), -1, "got -1 at element 0 in record 1. Give labels 0 and 1, or set { labels: 'plusMinus' }"],
    ['poissonRegression', () => poissonRegression(x(), y()), -3, 'must be at least 0 for poissonRegression, got -3'],
    ['factorizationMachine', () => factorizationMachine(x(), y(), { rank: 2, target: 'label' }), 2, 'from 0 to 1 for factorizationMachine'],
  ]; // prettier-ignore

  it.each(models)('%s refuses it and names field, value and record', async (_, model, label, message) => {
    await expect(learned(model(), record(1), record(label))).rejects.toThrow(`learn: the field 'y' `);
    await expect(learned(model(), record(1), record(label))).rejects.toThrow(message);
    await expect(learned(model(), record(1), record(0))).resolves.toHaveLength(2);
  });

  it('is refused by a model with its own optimizer', async () => {
    const { optimizer, ...model } = passiveAggressive(input('x', [2]), input('y', []));
    await expect(outcomes(of(record(-1)).pipe(learn(model, optimizer)))).rejects.toThrow(
      'for passiveAggressive, got -1',
    );
  });

  it('can be skipped and counted, and leaves the parameters as they were', async () => {
    const [with7, without] = [logisticRegression(x(), y()), logisticRegression(x(), y())];
    const learning = learn(with7, sgd(), { onBadRecord: 'skip' });
    const counted: unknown[] = [];
    learning.skipped.subscribe(skipped => counted.push(skipped));
    const left = await outcomes(from([record(1), record(7), record(0)]).pipe(learning));
    expect(left).toEqual(await learned(without, record(1), record(0)));
    expect(parametersIn(with7)).toEqual(parametersIn(without));
    expect(counted.at(-1)).toMatchObject({ badRecords: 1 });
  });

  it('is found among the rows of a block', async () => {
    const model = logisticRegression(x(), y());
    const block = { x: new Float32Array(6).fill(1), y: new Float32Array([0, 1, 1.5]) };
    await expect(outcomes(of(block).pipe(learnRows(model, sgd())))).rejects.toThrow(
      "learnRows: the field 'y' must be from 0 to 1 for logisticRegression, got 1.5 at element 2 in record 0",
    );
  });
});

function parametersIn({ loss }: { readonly loss: Node }): unknown {
  const seen = new Set<Node>([loss as Node]);
  for (const node of seen) for (const one of node.inputs) seen.add(one);
  return [...seen].filter(node => (node as { trainable?: boolean }).trainable).map(node => read(node).toArray());
}

describe("labels: 'plusMinus'", () => {
  it('learns from −1 and 1 what 0 and 1 teach, to the last bit', async () => {
    const zeroOne = logisticRegression(x(), y());
    const plusMinus = logisticRegression(x(), y(), { labels: 'plusMinus' });
    const labels = [1, 0, 0, 1, 0.25];
    const first = await learned(zeroOne, ...labels.map(label => record(label)));
    const second = await learned(plusMinus, ...labels.map(label => record(2 * label - 1)));
    expect(second).toEqual(first);
    expect(parametersIn(plusMinus)).toEqual(parametersIn(zeroOne));
    await expect(learned(plusMinus, record(2))).rejects.toThrow('must be from -1 to 1');
  });

  it('must be spelled right', () => {
    expect(() => logisticRegression(x(), y(), { labels: 'plusminus' as 'plusMinus' })).toThrow(
      "logisticRegression: labels: it must be a known name, got 'plusminus'. Did you mean 'plusMinus'?",
    );
  });
});

describe('a weight below 0', () => {
  it('is refused', async () => {
    const model = logisticRegression(x(), y(), { weight: input('w', []) });
    await expect(learned(model, record(1, { w: -1 }))).rejects.toThrow(
      "the field 'w' must be at least 0 for the weights of logisticRegression, got -1",
    );
    await expect(learned(model, record(1, { w: 0 }))).resolves.toHaveLength(1);
  });
});

describe('a label in a dataset', () => {
  it('refuses a label in any record of a training, in place and in order', async () => {
    const model = logisticRegression(input('x', ['batch', 2]), input('y', ['batch']));
    const records = fromIterable([1, 0, 3, 1].map(label => ({ x: [[1, 2]], y: [label] })));
    const steps: number[] = [];
    const run = lastValueFrom(
      records.pipe(
        train(model.loss, sgd()),
        tap(({ step }) => steps.push(step)),
      ),
    );
    await expect(run).rejects.toThrow('got 3 at row 0 in batch 2');
    expect(steps).toEqual([1, 2]);
  });
});

describe('a number that float32 rounds to ∞', () => {
  it('is refused as one that is not finite', async () => {
    const model = logisticRegression(x(), y(), { weight: input('w', []) });
    await expect(learned(model, record(1, { w: 1e39 }))).rejects.toThrow("the field 'w' must be finite, got Infinity");
    await expect(learned(model, record(0, { w: 3.4028235e38 }))).resolves.toHaveLength(1);
  });
});
