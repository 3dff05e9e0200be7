import { epochs, fromIterable } from '@thalweg/data';
import { allOperations, input, mean, parametersOf, square, type Node } from '@thalweg/graph';
import { batchNorm, conv2d, dense, dropout, flatten, gru, lora, maxPool, mergeLora, relu, softmax } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { predictor, train } from '@thalweg/train';
import { lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { decodeModel, encodeModel, type LoadedModel } from './index.ts';

/** The model in a file that was written and read again. */
function travelled(prediction: Node): LoadedModel {
  return decodeModel(encodeModel({ prediction }, { operations: allOperations }), { operations: allOperations });
}

/** Takes steps that make the predictions small. */
async function learn(prediction: Node, records: readonly object[]): Promise<void> {
  const loss = mean(square(prediction)) as Node<readonly []>;
  await lastValueFrom(fromIterable(records).pipe(epochs(3), train(loss, adam({ learningRate: 0.01 }))));
}

const waves = (length: number): number[] => Array.from({ length }, (_, i) => Math.sin(i));

const networks = {
  dense: () => ({
    prediction: input('x', ['batch', 4]).pipe(dense(8), relu(), dense(3), softmax()) as Node,
    records: [{ x: [[1, 2, -3, 0.5]] }, { x: [[0.1, 0.2, 0.3, 0.4], [3, 2, 1, 0]] }], // prettier-ignore
  }),
  convolutions: () => ({
    prediction: input('x', ['batch', 6, 6, 1]).pipe(
      conv2d(4, 3),
      batchNorm(),
      relu(),
      maxPool(2),
      flatten(),
      dropout(0.5),
      dense(3),
    ) as Node,
    records: [{ x: [waves(6).map(a => waves(6).map(b => [a * b]))] }],
  }),
  adapters: () => ({
    prediction: input('x', ['batch', 4]).pipe(
      dense(8),
      batchNorm(),
      relu(),
      lora({ rank: 2, alpha: 4 }),
      dense(3, { name: 'head' }),
    ) as Node,
    records: [{ x: [[1, 2, -3, 0.5]] }, { x: [[0.1, 0.2, 0.3, 0.4], [3, 2, 1, 0]] }], // prettier-ignore
  }),
  sequences: () => ({
    prediction: input('x', ['batch', 'time', 4]).pipe(gru(5), dense(2)) as Node,
    records: [{ x: [[[1, 2, 3, 4], [0.5, 0, -1, 2], [1, 1, 1, 1]]] }], // prettier-ignore
  }),
};

describe.each(Object.entries(networks))('a model of %s', (_, network) => {
  it('predicts with the same bits after it was written and read', async () => {
    const { prediction, records } = network();
    await learn(prediction, records);
    const [own, loaded] = [predictor(prediction), predictor(travelled(prediction))];
    for (const record of records) expect(loaded(record)).toEqual(own(record));
  });

  it('learns on with the same bits as if it had not been written', async () => {
    const { prediction, records } = network();
    await learn(prediction, records);
    const model = travelled(prediction);
    await learn(prediction, records);
    await learn(model.prediction, records);
    const [own, loaded] = [predictor(prediction), predictor(model)];
    for (const record of records) expect(loaded(record)).toEqual(own(record));
  });
});

describe('a model with adapters', () => {
  it('trains the same parameters when it was opened, and can be merged then', async () => {
    const { prediction, records } = networks.adapters();
    await learn(prediction, records);
    const loaded = travelled(prediction).prediction;
    expect(parametersOf(loaded).map(({ name }) => name)).toEqual(parametersOf(prediction).map(({ name }) => name));
    const merged = travelled(mergeLora(loaded)).prediction;
    expect(parametersOf(merged).map(({ name }) => name)).toEqual(['head/weight', 'head/bias']);
    const [one, other] = [predictor<['batch', 3]>({ prediction }), predictor<['batch', 3]>({ prediction: merged })];
    const [wanted, given] = [one(records[1]), other(records[1])];
    wanted.data.forEach((value, i) => expect(given.data[i]).toBeCloseTo(value, 5));
  });
});
