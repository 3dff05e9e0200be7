/**
 * @module-tag onnx
 * @module-tag onnxruntime
 */
import { input, mean, read, square, sub, type Node } from '@thalweg/graph';
import { importOnnx } from '@thalweg/onnx';
import { sgd } from '@thalweg/optim';
import { onnxDifferences, type OnnxModel } from '@thalweg/programs/onnx-agreement';
import { step } from '@thalweg/train';
import { describe, expect, it } from 'vitest';
import { bytesOf, tensorOf, torchModels, type TorchModel } from './onnx-models.ts';

/** A model of PyTorch that was imported and trained for five steps, with the inputs of its cases. */
function tunedModel(given: TorchModel): OnnxModel {
  const { inputs, outputs } = importOnnx(bytesOf(given));
  const [x, y] = [inputs['x']!, outputs['y']!];
  const target = input('target', y.shape);
  const descend = step(mean(square(sub(y, target as Node) as Node)), sgd({ learningRate: 0.1 }));
  const before = tensorOf(given.cases[0]!.x, x.dtype);
  x.set(before);
  const untrained = read(y).data.slice();
  const record = { x: tensorOf(given.training.x, x.dtype), target: tensorOf(given.training.target) };
  for (let n = 0; n < 5; n++) descend(record);
  x.set(before);
  expect(read(y).data).not.toEqual(untrained);
  return { outputs: { y }, inputs: [x], runs: given.cases.map(one => [tensorOf(one.x, x.dtype)]) };
}

describe('a model of PyTorch that is imported, fine-tuned and exported', () => {
  const models = torchModels();

  it(`has the same outputs in ONNX Runtime: ${models.map(({ name }) => name).join(', ')}`, () => {
    const found = onnxDifferences(models.map(tunedModel));
    found.forEach((difference, n) => expect(difference, models[n]!.name).toBeLessThan(1e-5));
  });
});
