/**
 * @module-tag onnx
 * @module-tag onnxruntime
 */
import { feed, gradient, input, parametersOf, read, square, sub, sum, type Input, type Node } from '@thalweg/graph';
import { batchNorm, conv2d, dense, flatten, gru, lstm, maxPool, relu, reshape, transformerBlock } from '@thalweg/nn';
import { exportOnnx, importOnnx } from '@thalweg/onnx';
import { onnxDifferences } from '@thalweg/programs/onnx-agreement';
import { fillUniform, foldIn, key, sizeOf, tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';

function drawn(shape: Sizes, seed: number): Tensor {
  const values = new Float32Array(sizeOf(shape));
  fillUniform(values, foldIn(key(5), seed));
  return tensor(
    values.map(u => 2 * u - 1),
    { shape },
  );
}

/** Models on `x`, without the batch. */
const models: readonly (readonly [name: string, shape: Sizes, build: (x: Node) => unknown])[] = [
  ['dense layers', [6], x => x.pipe(dense(5), relu(), dense(3))],
  ['a convolutional network', [36], x => x.pipe(reshape([6, 6, 1]), conv2d(4, 3, { padding: 'same' }), batchNorm(), relu(), maxPool(2), flatten(), dense(3))],
  ['a GRU', [4, 5], x => x.pipe(gru(3))],
  ['an LSTM, two ways', [4, 5], x => x.pipe(lstm(3, { bidirectional: true }))],
  ['a transformer', [4, 8], x => x.pipe(transformerBlock(2, { causal: true }))],
]; // prettier-ignore

describe.each(models)('%s', (_, shape, build) => {
  it('is exported, imported, trained on, and exported again', () => {
    const x = input('x', ['batch', ...shape]);
    const y = build(x as Node) as Node;
    parametersOf(y).forEach((parameter, n) => parameter.set(drawn(parameter.shape, n)));
    const imported = importOnnx(exportOnnx({ y }));
    const value = drawn([3, ...shape], 100);
    const own = imported.inputs['x'] as unknown as Input;
    feed([x as unknown as Input, value], [own, value]);
    const wanted = read(y);
    read(imported.prediction as Node).data.forEach((found, i) => expect(found).toBeCloseTo(wanted.data[i]!, 5));
    expect(Object.keys(imported.parameters).sort()).toEqual(
      expect.arrayContaining(
        parametersOf(y)
          .map(({ name }) => name)
          .sort(),
      ),
    );
    // One step of descent, by which the parameters become others.
    const loss = sum(square(sub(imported.prediction, 1))) as Node;
    const slopes = parametersOf(loss).map(parameter => [parameter, read(gradient(loss, parameter as Node))] as const);
    for (const [parameter, slope] of slopes) {
      const old = read(parameter as Node);
      parameter.set(
        tensor(
          Float32Array.from(old.data, (w, i) => w - 0.01 * slope.data[i]!),
          { shape: old.shape as Sizes },
        ),
      );
    }
    const runs = [1, 3].map(size => [drawn([size, ...shape], 7)]);
    const [difference] = onnxDifferences([{ outputs: { y: imported.prediction as Node }, inputs: [own], runs }]);
    expect(difference).toBeLessThan(1e-5);
  });
});
