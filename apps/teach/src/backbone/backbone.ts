import { Pixels } from '@thalweg/data';
import {
  concat,
  constant,
  div,
  input,
  mean,
  type Node,
  reshape,
  type Runner,
  sub,
  substitute,
  transpose,
} from '@thalweg/graph';
import { importOnnx } from '@thalweg/onnx';
import { tensor, type Tensor } from '@thalweg/tensor';
import { predictor } from '@thalweg/train';
import { OUTPUTS } from './outputs.ts';

/** The rows, and the columns, of the pictures that the backbone reads. */
export const SIDE = 128;

/** The numbers that describe a picture. */
export const FEATURES = 4 * 192 + 384;

/** What a picture is to the layers after the backbone. */
export type Backbone = (picture: Pixels) => Float32Array;

/**
 * Returns the function from a picture, `[SIDE, SIDE, 3]`, to its features: the frozen part of an ONNX model, whose last maps are averaged,
 * the first of them for each quarter of the picture.
 */
export function backboneOf(file: Uint8Array, runner?: Runner): Backbone {
  const frozen = importOnnx(file, { outputs: OUTPUTS, trainable: false, shapes: { x: [1, 3, SIDE, SIDE] } });
  const picture = input('picture', [1, SIDE, SIDE, 3]);
  // The file was trained on colours with this mean and deviation.
  const colours = div(sub(picture, constant([123.7, 116.3, 103.5])), constant([58.4, 57.1, 57.4]));
  const onPicture = substitute(new Map([[frozen.inputs['x'] as Node, transpose(colours, [0, 3, 1, 2]) as Node]]));
  const [maps, whole] = OUTPUTS.map(name => onPicture(frozen.outputs[name]!));
  const quarters = mean(reshape(maps!, [1, 192, 2, SIDE / 32, 2, SIDE / 32]), { axes: [3, 5] });
  const parts = [reshape(quarters, [1, 4 * 192]), mean(whole!, { axes: [2, 3] }) as Node<[1, 384]>] as const;
  const predict = predictor(concat(parts, { axis: 1 }) as Node, { runner });
  return ({ data }) => {
    const values = { picture: tensor(Float32Array.from(data), { shape: [1, SIDE, SIDE, 3] }) };
    return Float32Array.from((predict(values) as Tensor).numbers);
  };
}

/** Returns the features of one picture that never changes: two backbones that differ give others. */
export function markOf(backbone: Backbone): Float32Array {
  const bytes = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => (i * 7) % 251);
  return backbone(new Pixels([SIDE, SIDE, 3], bytes));
}
