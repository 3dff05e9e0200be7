/**
 * @module-tag onnx
 * @module-tag onnxruntime
 */
import { batch } from '@thalweg/data';
import type { Input, Node } from '@thalweg/graph';
import { adam } from '@thalweg/optim';
import { onnxDifferences } from '@thalweg/programs/onnx-agreement';
import { tensor, type Tensor } from '@thalweg/tensor';
import { train } from '@thalweg/train';
import { lastValueFrom, take, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { convolutionalNetwork } from './convolutional-network.ts';
import { readDigits } from './data/read-digits.ts';
import { splitDigits } from './data/split-digits.ts';
import { digitNetwork } from './pipeline.ts';

const digits = splitDigits(readDigits(), 1);

it('ONNX Runtime predicts as the trained networks do: 100 digits one by one, and 32 at once', async () => {
  const networks = [digitNetwork({ hidden: 128, seed: 1 }), convolutionalNetwork({ seed: 1 })];
  for (const { loss } of networks)
    await lastValueFrom(digits.training.pipe(batch(32), train(loss, adam({ learningRate: 0.002 })), take(20)));
  const tested = await lastValueFrom(digits.test.pipe(take(100), toArray()));
  const images = (first: number, count: number): Tensor =>
    tensor(Float32Array.from(tested.slice(first, first + count).flatMap(({ image }) => [...image])), {
      shape: [count, 784],
    });
  const runs = [...tested.map((_, n) => [images(n, 1)]), [images(0, 32)]];
  const models = networks.map(({ image, logits }) => ({
    outputs: { logits: logits as Node },
    inputs: [image as unknown as Input],
    runs,
  }));
  const differences = onnxDifferences(models);
  expect(Math.max(...differences)).toBeLessThan(1e-5);
});
