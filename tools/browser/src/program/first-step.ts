import { input } from '@thalweg/graph';
import { conv2d, dense, flatten, maxPool, relu, reshape, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { fillUniform, key, tensor } from '@thalweg/tensor';
import { step } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';

const ROWS = 32;
const PIXELS = 784;

/** The networks: 784-128-10; or 16 and 32 filters of 3×3, each with a pool. */
const NETWORKS = {
  dense: () => input('image', ['batch', PIXELS]).pipe(dense(128), relu(), dense(10)),
  convolutional: () => {
    const image = input('image', ['batch', PIXELS]).pipe(reshape([28, 28, 1]));
    const places = image.pipe(conv2d(16, 3), relu(), maxPool(2), conv2d(32, 3), relu(), maxPool(2));
    return places.pipe(flatten(), dense(10));
  },
} as const;

/** Returns the milliseconds from a built graph of a network to the loss of its first Adam step, with 32 rows. */
export function millisecondsToFirstLoss(
  how: 'interpreted' | 'compiled',
  network: keyof typeof NETWORKS = 'dense',
): number {
  const image = tensor(fillUniform(new Float32Array(ROWS * PIXELS), key(1)), { shape: [ROWS, PIXELS] });
  const digit = Int32Array.from({ length: ROWS }, (_, row) => row % 10);
  const logits = NETWORKS[network]();
  const loss = logits.pipe(softmaxCrossEntropy(input('digit', ['batch'], 'int32')));

  const began = performance.now();
  const descend = step(loss, adam(), { runner: how === 'compiled' ? wasm() : undefined });
  const value = descend({ image, digit })!.loss;
  const taken = performance.now() - began;
  if (!(value > 0)) throw new Error(`the first step: its loss must be positive, got ${value}.`);
  return taken;
}
