import { input, type Runner } from '@thalweg/graph';
import { conv2d, dense, flatten, maxPool, relu, reshape, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { fillUniform, key, tensor } from '@thalweg/tensor';
import { step, train } from '@thalweg/train';
import { precompile, precompiled, wasm } from '@thalweg/wasm';
import { host } from '@thalweg/wasm/engine';

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

/** The loss of a network on labelled images. */
function lossOf(network: keyof typeof NETWORKS) {
  return NETWORKS[network]().pipe(softmaxCrossEntropy(input('digit', ['batch'], 'int32')));
}

/** Returns the module of the first step of a network, compiled ahead, as text. */
export async function moduleOfFirstStep(network: keyof typeof NETWORKS): Promise<string> {
  const loss = lossOf(network);
  const training = (runner: Runner) => train(loss, adam(), { runner });
  const { bytes } = await precompile({ training }, { sizes: { batch: ROWS } });
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));
}

/**
 * Returns the milliseconds from a built graph of a network to the loss of its first Adam step, with 32 rows. With a module, a
 * text, its steps were compiled ahead; it is loaded in that time.
 */
export function millisecondsToFirstLoss(
  how: 'interpreted' | 'compiled' | 'ahead',
  network: keyof typeof NETWORKS = 'dense',
  module = '',
): number {
  const image = tensor(fillUniform(new Float32Array(ROWS * PIXELS), key(1)), { shape: [ROWS, PIXELS] });
  const digit = Int32Array.from({ length: ROWS }, (_, row) => row % 10);
  const loss = lossOf(network);
  const bytes = Uint8Array.from(atob(module), letter => letter.charCodeAt(0));

  const runners = {
    interpreted: () => undefined,
    compiled: () => wasm(),
    ahead: () => precompiled({ modules: [new (host().Module)(bytes)], strict: true }),
  };
  const began = performance.now();
  const descend = step(loss, adam(), { runner: runners[how]() });
  const value = descend({ image, digit })!.loss;
  const taken = performance.now() - began;
  if (!(value > 0)) throw new Error(`the first step: its loss must be positive, got ${value}.`);
  return taken;
}
