/**
 * @module-tag onnx
 * @module-tag onnxruntime
 */
import { constant, input, parametersOf, type Input, type Node } from '@thalweg/graph';
import { onnxDifferences, type OnnxModel } from '@thalweg/programs/onnx-agreement';
import { fillUniform, foldIn, key, sizeOf, tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import { expect, it } from 'vitest';
import { layerRows } from '../layers/layer-rows.ts';

/** Numbers about 0 in a shape. */
function drawn(shape: Sizes, seed: number): Tensor {
  const values = new Float32Array(sizeOf(shape));
  fillUniform(values, foldIn(key(5), seed));
  return tensor(
    values.map(u => 2 * u - 1),
    { shape },
  );
}

it('layers give in ONNX Runtime what they give here, for several batches and times', () => {
  const models = layerRows.map(({ shape, layer }): OnnxModel => {
    const x = input('x', ['batch', ...shape]);
    const y = (layer(constant(0.3)) as (x: Node) => Node)(x as Node);
    parametersOf(y).forEach((parameter, n) => parameter.set(drawn(parameter.shape, n)));
    const sizes = (size: number): Sizes => [
      size,
      ...shape.map(length => (typeof length === 'string' ? size + 2 : length)),
    ];
    return { outputs: { y }, inputs: [x as unknown as Input], runs: [1, 2, 3].map(size => [drawn(sizes(size), 100)]) };
  });
  const differences = onnxDifferences(models);
  expect(layerRows.map(({ name }) => name).filter((_, n) => !(differences[n]! < 1e-5))).toEqual([]);
});
