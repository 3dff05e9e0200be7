/**
 * @module-tag onnx
 * @module-tag onnxruntime
 */
import { fromIterable } from '@thalweg/data';
import { input, type Input, type Node } from '@thalweg/graph';
import { hashFeatures, learn, logisticRegression, sparse } from '@thalweg/online';
import { adagrad } from '@thalweg/optim';
import { onnxDifferences } from '@thalweg/programs/onnx-agreement';
import { tensor } from '@thalweg/tensor';
import { lastValueFrom, take, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { inOrder } from './data/mail-order.ts';
import { readMails } from './data/read-mails.ts';

it('ONNX Runtime predicts as the learned regression does: 100 mails, hashed outside of the model', async () => {
  const features = sparse('features', { bits: 18 });
  const model = logisticRegression(features, input('spam', []));
  const hashed = hashFeatures({ bits: 18, text: ['body'], counts: 'log', unitLength: true });
  const mails = fromIterable(inOrder(readMails(), { seed: 1, drift: false })).pipe(hashed, take(600), toArray());
  const all = await lastValueFrom(mails);
  await lastValueFrom(fromIterable(all.slice(0, 500)).pipe(learn(model, adagrad({ learningRate: 0.4 }))));
  const runs = all.slice(500).map(mail => [tensor(mail['features.indices']), tensor(mail['features.values'])]);
  const inputs = [features.indices, features.values] as unknown as Input[];
  const [difference] = onnxDifferences([{ outputs: { spam: model.prediction as Node }, inputs, runs }]);
  expect(difference).toBeLessThan(1e-5);
});
