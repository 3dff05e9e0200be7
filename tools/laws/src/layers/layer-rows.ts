import { gradient, input, mul, parametersOf, square, sum, type Node } from '@thalweg/graph';
import {
  batchNorm,
  concat,
  conv1d,
  conv2d,
  convTranspose2d,
  dense,
  depthwiseConv2d,
  dropout,
  flatten,
  frozen,
  gaussianDropout,
  groupNorm,
  gru,
  layerNorm,
  learnedPositions,
  lora,
  lru,
  lstm,
  multiHeadAttention,
  relu,
  reshape,
  residual,
  rmsNorm,
  rnn,
  rotary,
  sequential,
  sinusoidalPositions,
  spatialDropout,
  tanh,
  transformerBlock,
} from '@thalweg/nn';
import { fillUniform, key, sizeOf, tensor, type Shape, type Tensor } from '@thalweg/tensor';
import type { Built } from '../compiled/twins.ts';

type Layer = (x: Node) => Node;

/** A layer, and what it is applied to. */
export interface LayerRow {
  readonly name: string;
  /** The shape of examples. */
  readonly shape: Shape;
  readonly layer: (rate: Node<readonly []>) => unknown;
  /** True for layers whose compiled values have the interpreter's bits. */
  readonly exact?: boolean;
}

export const layerRows: readonly LayerRow[] = [
  { name: 'dense along the last of four axes', shape: [3, 2, 5], layer: () => dense(4) },
  { name: 'dense behind two names', shape: ['time', 5], layer: () => dense(4) },
  { name: 'two dense layers in a row', shape: [3, 5], layer: () => sequential(dense(4), dense(3)) },
  { name: 'flatten', shape: [3, 5], layer: () => flatten(), exact: true },
  { name: 'flatten with a name', shape: ['time', 5], layer: () => flatten(), exact: true },
  { name: 'reshape', shape: [3, 4], layer: () => reshape([-1, 2]), exact: true },
  { name: 'concat', shape: [5], layer: () => concat(relu(), x => x, { axis: 1 }), exact: true },
  { name: 'residual', shape: [4], layer: () => residual(dense(6), tanh(), dense(4)) },
  { name: 'residual with a projection', shape: [4], layer: () => residual(dense(6), relu(), { project: dense(6) }) },
  { name: 'conv1d', shape: [9, 4], layer: () => conv1d(6, 3, { stride: 2, padding: 1 }) },
  { name: 'conv2d', shape: [6, 5, 4], layer: () => conv2d(6, 3, { padding: 'same', groups: 2 }) },
  { name: 'convTranspose2d', shape: [4, 3, 4], layer: () => convTranspose2d(3, 2, { stride: 2 }) },
  { name: 'depthwiseConv2d', shape: [6, 5, 4], layer: () => depthwiseConv2d(3, { multiplier: 2, dilation: 2 }) },
  { name: 'dropout', shape: [7], layer: () => dropout(0.3), exact: true },
  { name: 'dropout at a live rate', shape: [7], layer: rate => dropout(rate), exact: true },
  { name: 'spatialDropout', shape: [3, 2, 5], layer: () => spatialDropout(0.3), exact: true },
  { name: 'spatialDropout behind a name', shape: ['time', 5], layer: () => spatialDropout(0.3), exact: true },
  { name: 'gaussianDropout', shape: [7], layer: () => gaussianDropout(0.3) },
  { name: 'batchNorm', shape: [7], layer: () => batchNorm() },
  { name: 'batchNorm of images', shape: [3, 2, 5], layer: () => batchNorm({ momentum: 0.5 }) },
  { name: 'batchNorm behind a name', shape: ['time', 5], layer: () => batchNorm() },
  { name: 'batchNorm between layers', shape: [5, 5, 4], layer: () => sequential(conv2d(6, 3), batchNorm(), relu()) },
  { name: 'layerNorm', shape: [3, 7], layer: () => layerNorm() },
  { name: 'layerNorm of two axes', shape: [3, 7], layer: () => layerNorm({ axes: 2 }) },
  { name: 'layerNorm behind a name', shape: ['time', 8], layer: () => layerNorm() },
  { name: 'rmsNorm', shape: [3, 7], layer: () => rmsNorm() },
  { name: 'rnn', shape: [4, 5], layer: () => rnn(3, { activation: 'relu' }) },
  { name: 'lora of two layers', shape: [5], layer: () => sequential(dense(4), tanh(), dense(3), lora({ rank: 2 })) },
  { name: 'lora of a convolution', shape: [6, 5, 4], layer: () => sequential(conv2d(6, 3, { padding: 1 }), lora({ rank: 2, alpha: 5 })) }, // prettier-ignore
  { name: 'frozen', shape: [5], layer: () => sequential(dense(4), batchNorm(), frozen(), dense(3)) },
  { name: 'gru', shape: [4, 5], layer: () => gru(3) },
  { name: 'gru behind a name', shape: ['time', 5], layer: () => gru(3, { outputs: 'last' }) },
  { name: 'lstm, two ways', shape: ['time', 5], layer: () => lstm(3, { bidirectional: true }) },
  { name: 'lru', shape: ['time', 5], layer: () => lru(4, { width: 3 }) },
  { name: 'recurrent layers with dropout', shape: [4, 5], layer: rate => gru(3, { layers: 2, dropout: rate }) },
  { name: 'groupNorm', shape: [3, 2, 6], layer: () => groupNorm(2) },
  { name: 'multiHeadAttention', shape: [4, 6], layer: () => multiHeadAttention(2) },
  { name: 'multiHeadAttention of the past', shape: ['time', 6], layer: () => multiHeadAttention(3, { causal: true }) },
  {
    name: 'multiHeadAttention with rotary',
    shape: ['time', 8],
    layer: () => multiHeadAttention(2, { positions: rotary() }),
  },
  { name: 'multiHeadAttention with dropout', shape: [3, 4], layer: rate => multiHeadAttention(2, { dropout: rate }) },
  { name: 'learnedPositions', shape: [3, 4], layer: () => learnedPositions(5), exact: true },
  { name: 'learnedPositions behind a name', shape: ['time', 4], layer: () => learnedPositions(5), exact: true },
  { name: 'sinusoidalPositions', shape: ['time', 5], layer: () => sinusoidalPositions(), exact: true },
  { name: 'rotary', shape: [2, 'time', 6], layer: () => rotary(), exact: true },
  { name: 'transformerBlock', shape: ['time', 6], layer: () => transformerBlock(2, { causal: true, dropout: 0.2 }) },
  { name: 'groupNorm without space', shape: [6], layer: () => groupNorm(3) },
];

/** The layer that a row is of: the first word of its name. */
export const layerOf = ({ name }: LayerRow): string => name.split(/[ ,]/)[0]!;

/** The values of a layer, its gradients, and those of a gradient. */
export function circuitOf({
  shape,
  layer,
}: LayerRow): Built & { readonly sources: { readonly x: Node; readonly rate: Node } } {
  const [x, rate] = [input('x', ['batch', ...shape]) as Node, input('rate', [])];
  const y = (layer(rate) as Layer)(x);
  return { outputs: withSlopes(y, x), sources: { x, rate: rate as Node } };
}

/** A value, the gradients of a loss of it by x and by each parameter, and the gradient of the first of these. */
export function withSlopes(y: Node, x: Node): Node[] {
  const loss = sum(mul(square(y), y)) as Node;
  const parameters = parametersOf(y) as Node[];
  const slopes = [x, ...parameters].map(node => gradient(loss, node));
  const curve = gradient(sum(square(slopes[0]!)) as Node, x);
  return [y, ...slopes, curve];
}

/** So many examples, with 3 for each size that has a name. */
export const examples = (count: number, shape: Shape, seed: number): Tensor => {
  const sizes = [count, ...shape.map(size => (typeof size === 'number' ? size : 3))];
  const data = fillUniform(new Float32Array(sizeOf(sizes)), key(seed)).map(value => 2 * value - 1);
  return tensor(data, { shape: sizes });
};
