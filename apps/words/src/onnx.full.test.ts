/**
 * @module-tag onnx
 * @module-tag onnxruntime
 */
import { input, parametersOf, type Input, type Node } from '@thalweg/graph';
import { onnxDifferences } from '@thalweg/programs/onnx-agreement';
import { fillUniform, foldIn, key, tensor, type Tensor } from '@thalweg/tensor';
import { expect, it } from 'vitest';
import { modelOf } from './models/character-model.ts';

const KINDS = 40;

/** Texts of so many characters, drawn by a number. */
function texts(rows: number, time: number, seed: number): Tensor {
  const drawn = new Float64Array(rows * time);
  fillUniform(drawn, foldIn(key(7), seed));
  return tensor(
    Int32Array.from(drawn, u => u * KINDS),
    { shape: [rows, time] },
  );
}

/** Other parameters than the first ones, many of which are 0 or 1. */
function vary(logits: Node): void {
  parametersOf(logits).forEach((parameter, n) => {
    const values = new Float32Array(parameter.shape.reduce((a, b) => a * b, 1));
    fillUniform(values, foldIn(key(11), n));
    parameter.set(
      tensor(
        values.map(u => u - 0.5),
        { shape: parameter.shape },
      ),
    );
  });
}

it.each(['gru', 'lru', 'transformer'] as const)(
  'ONNX Runtime predicts as the model %s does: 100 texts of several lengths, and 32 at once',
  model => {
    const letters = input('letters', ['rows', 'time'], 'int32');
    const logits = modelOf({ model, units: 32, embeddings: 16, seed: 1 }, KINDS)(letters as Node);
    vary(logits);
    const single = Array.from({ length: 100 }, (_, n) => [texts(1, [1, 5, 32, 64][n % 4]!, n)]);
    const runs = [...single, [texts(32, 20, 1)], [texts(32, 48, 2)]];
    const [difference] = onnxDifferences([{ outputs: { logits }, inputs: [letters as unknown as Input], runs }]);
    expect(difference).toBeLessThan(1e-5);
  },
);
