import { input } from '@thalweg/graph';
import { batchNorm, conv2d, dense, dropout, flatten, maxPool, relu, softmaxCrossEntropy } from '@thalweg/nn';

/** Builds a network of 91,274 weights that classifies handwritten digits, and its loss on labelled digits. */
export function mnistNetwork(seed: number) {
  const image = input('image', ['batch', 28, 28, 1]);
  const digit = input('digit', ['batch'], 'int32');
  const filters = { seed, padding: 'same' } as const;
  const coarse = image.pipe(
    conv2d(16, 3, filters),
    batchNorm(),
    relu(),
    maxPool(2),
    conv2d(32, 3, filters),
    batchNorm(),
    relu(),
    maxPool(2),
  );
  const places = coarse.pipe(conv2d(64, 3, filters), batchNorm(), relu(), conv2d(64, 3, filters), batchNorm(), relu());
  const logits = places.pipe(flatten(), dropout(0.3, { seed }), dense(10, { seed }));
  return { image, digit, logits, loss: logits.pipe(softmaxCrossEntropy(digit)) };
}
