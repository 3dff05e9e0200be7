import { batch, type Dataset, epochs, shuffle } from '@thalweg/data';
import { input, type Node, parametersOf, read } from '@thalweg/graph';
import { dense, named, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { cacheFeatures, train } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { lastValueFrom, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { digitsToRead, ocrFeatures } from './ocr-features.ts';

const COUNT = 60;

/** The losses of two epochs of a head on features, and its weights after them. */
async function trained(records: Dataset<object>, features: Node<['batch', number]>) {
  // Within named, the first weights follow from the name alone.
  const loss = features.pipe(named('head', dense(10)), softmaxCrossEntropy(input('digit', ['batch'], 'int32')));
  const learn = train(loss, adam({ learningRate: 0.01 }), { runner: wasm() });
  const steps = await lastValueFrom(records.pipe(shuffle({ seed: 1 }), batch(16), epochs(2), learn, toArray()));
  return { losses: steps.map(one => one.loss), weights: parametersOf(loss).map(one => [one.name, ...read(one).data]) };
}

it('two epochs over cached features of a MobileNet have the bits of those without the cache', async () => {
  const features = ocrFeatures('mobileNet');
  const plain = await trained(digitsToRead('training', COUNT), features);
  const cached = digitsToRead('training', COUNT).pipe(cacheFeatures({ features }, { by: 'id', runner: wasm() }));
  const own = input('features', ['batch', features.shape[1]]) as Node<['batch', number]>;
  expect(await trained(cached as Dataset<object>, own)).toEqual(plain);
  expect(plain.losses).toHaveLength(8);
  expect(plain.losses.at(-1)).toBeLessThan(plain.losses[0]!);
});
