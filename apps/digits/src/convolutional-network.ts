import { input } from '@thalweg/graph';
import { batchNorm, conv2d, dense, dropout, flatten, maxPool, relu, reshape, softmaxCrossEntropy } from '@thalweg/nn';
import type { NetworkSettings } from './settings.ts';

/** Builds a convolutional network that classifies handwritten digits, and its loss on labelled digits. */
export function convolutionalNetwork({ seed }: Pick<NetworkSettings, 'seed'>) {
  const image = input('image', ['batch', 784]);
  const digit = input('digit', ['batch'], 'int32');
  const filters = { seed, padding: 'same' } as const;
  const places = image.pipe(
    reshape([28, 28, 1]),
    conv2d(16, 3, filters),
    batchNorm(),
    relu(),
    maxPool(2),
    conv2d(32, 3, filters),
    batchNorm(),
    relu(),
    maxPool(2),
  );
  const logits = places.pipe(flatten(), dropout(0.3, { seed }), dense(10, { seed }));
  return { image, digit, logits, loss: logits.pipe(softmaxCrossEntropy(digit)) };
}
