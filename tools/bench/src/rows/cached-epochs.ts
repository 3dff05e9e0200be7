import { batch, cache, epochs, shuffle } from '@thalweg/data';
import { input } from '@thalweg/graph';
import { dense, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { cacheFeatures, train } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { digitsToRead, ocrFeatures } from 'digits/ocr-features';
import { lastValueFrom } from 'rxjs';
import type { RatioRow } from './ratio-row.ts';
import { bySize, once } from './turns.ts';

/** The features of a frozen MobileNet are computed in the first epoch, and read in the second. Both train the head. */
export const cachedEpochs: RatioRow = {
  name: 'epochs: a new head on a frozen MobileNet, 512 digits, by cacheFeatures',
  ours: 'the second epoch',
  reference: 'the first epoch',
  bar: 0.1,
  turns: 5,
  prepare(size) {
    const features = ocrFeatures('mobileNet');
    const digits = digitsToRead('training', bySize(size, 512, 64));
    const loss = input('features', ['batch', features.shape[1]]).pipe(dense(10), softmaxCrossEntropy(input('digit', ['batch'], 'int32'))); // prettier-ignore
    const learn = train(loss, adam(), { runner: wasm() });
    const cached = () =>
      digits.pipe(
        cacheFeatures({ features }, { by: 'id', runner: wasm() }),
        cache(),
        shuffle({ seed: 1 }),
        batch(32),
        epochs(1),
      );
    const known = cached();
    const epoch = (records = cached()): Promise<unknown> => lastValueFrom(records.pipe(learn));
    return { ours: once(async () => epoch(known)), reference: once(async () => epoch()) };
  },
};
