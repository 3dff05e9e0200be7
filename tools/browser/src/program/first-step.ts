import { input } from '@thalweg/graph';
import { dense, relu, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { fillUniform, key, tensor } from '@thalweg/tensor';
import { step } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';

const ROWS = 32;
const PIXELS = 784;

/** Returns the milliseconds from a built graph of a 784-128-10 network to the loss of its first Adam step, with 32 rows. */
export function millisecondsToFirstLoss(how: 'interpreted' | 'compiled'): number {
  const image = tensor(fillUniform(new Float32Array(ROWS * PIXELS), key(1)), { shape: [ROWS, PIXELS] });
  const digit = Int32Array.from({ length: ROWS }, (_, row) => row % 10);
  const logits = input('image', ['batch', PIXELS]).pipe(dense(128), relu(), dense(10));
  const loss = logits.pipe(softmaxCrossEntropy(input('digit', ['batch'], 'int32')));

  const began = performance.now();
  const descend = step(loss, adam(), { runner: how === 'compiled' ? wasm() : undefined });
  const value = descend({ image, digit })!.loss;
  const taken = performance.now() - began;
  if (!(value > 0)) throw new Error(`the first step: its loss must be positive, got ${value}.`);
  return taken;
}
