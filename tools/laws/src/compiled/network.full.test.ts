import { input, type Node } from '@thalweg/graph';
import { dense, relu, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { fillUniform, key, tensor } from '@thalweg/tensor';
import { step } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { expect, it } from 'vitest';

const ROWS = 32;
const PIXELS = 784;
const STEPS = 100;

/** A network that starts alike in both precisions. */
function network(dtype: 'float32' | 'float64'): Node<readonly []> {
  const weight = (inputs: number, outputs: number) => () => {
    const limit = Math.sqrt(6 / inputs);
    const uniform = fillUniform(new Float32Array(inputs * outputs), key(inputs)).map(u => limit * (2 * u - 1));
    return tensor(uniform, { shape: [inputs, outputs], dtype });
  };
  const image = input('image', ['batch', PIXELS], dtype);
  const logits = image.pipe(
    dense(128, { weight: weight(PIXELS, 128) } as never),
    relu(),
    dense(10, { weight: weight(128, 10) } as never),
  );
  return logits.pipe(softmaxCrossEntropy(input('digit', ['batch'], 'int32')) as never) as never;
}

it('100 Adam steps of 784-128-10 end within 1e-3 of the loss in float64', () => {
  const compiled = step(network('float32'), adam(), { runner: wasm() });
  const wanted = step(network('float64'), adam());
  let losses: number[] = [];
  for (let t = 0; t < STEPS; t++) {
    const image = fillUniform(new Float32Array(ROWS * PIXELS), key(t % 20));
    const digit = Int32Array.from({ length: ROWS }, (_, row) => (7 * row + t) % 10);
    losses = [
      compiled({ image: tensor(image, { shape: [ROWS, PIXELS] }), digit })!.loss,
      wanted({ image: tensor(image, { shape: [ROWS, PIXELS], dtype: 'float64' }), digit })!.loss,
    ];
  }
  expect(losses[1]).toBeGreaterThan(0);
  expect(Math.abs(losses[0]! / losses[1]! - 1)).toBeLessThan(1e-3);
});
