import { add, conv2d, input, type Node, parameter, reshape } from '@thalweg/graph';
import {
  batchNorm,
  type CellOptions,
  dense,
  embedding,
  globalAveragePool,
  gru,
  gruCell,
  type Initializer,
  layerNorm,
  learnedPositions,
  lstm,
  maxPool,
  meanSquaredError,
  recurrent,
  relu,
  sequential,
  softmaxCrossEntropy,
  transformerBlock,
} from '@thalweg/nn';
import { tensor } from '@thalweg/tensor';
import { denseInputs, layerSizes } from './image-sizes.ts';
import { heWeights, uniforms } from './seeded.ts';
import type { EmbeddingTable, ImageNetwork, RecurrentNetwork, Transformer } from './workloads.ts';

const GATES = { gru: 3, lstm: 4 } as const;

/** Builds a layer over whole sequences, and returns the loss of its outputs. */
export function sequenceLoss({ layer, inputs, units, steps }: RecurrentNetwork): Node<readonly []> {
  const x = input('x', ['batch', steps, inputs]);
  const weights = weightsOf(layer, inputs, units);
  const y = layer === 'gru' ? gru(units, weights)(x) : lstm(units, { ...weights, forgetBias: 0 })(x);
  return meanSquaredError(input('target', ['batch', steps, units]))(y);
}

/** Builds a cell over the events of a stream, whose carry is a state, and returns the loss of its output. */
export function eventLoss({ inputs, units }: RecurrentNetwork): Node<readonly []> {
  const layer = recurrent(gruCell(units, weightsOf('gru', inputs, units)));
  return meanSquaredError(input('target', [1, units]))(input('x', [1, inputs]).pipe(layer));
}

/** Uniform weights as PyTorch has them, gates side by side. */
function weightsOf(layer: RecurrentNetwork['layer'], inputs: number, units: number): CellOptions {
  const wide = GATES[layer] * units;
  const limit = 1 / Math.sqrt(units);
  const matrix = (seed: number, rows: number): Node =>
    parameter(tensor(uniforms(seed, rows * wide, -limit, limit), { shape: [rows, wide] })) as Node;
  return { inputWeight: matrix(1000, inputs), recurrentWeight: matrix(1001, units) };
}

/** Returns the multiply-adds of a step: forwards, for the weights, and back through time, but not for the inputs. */
export function recurrentMultiplyAdds({ layer, inputs, units, steps, batch }: RecurrentNetwork): number {
  return steps * batch * GATES[layer] * units * (2 * inputs + 3 * units);
}

/** Builds a transformer over characters and returns its loss. */
export function transformerLoss({ blocks, width, heads, length, kinds }: Transformer): Node<readonly []> {
  let layer = 0;
  // Weights are numbered in the order in which layers are applied.
  const weight: Initializer = (_, [inputs, outputs]) =>
    tensor(heWeights(layer++, inputs!, outputs!), { shape: [inputs!, outputs!] });
  const model = sequential<Node>(
    embedding(kinds, width, { vectors: weight }),
    learnedPositions(length, { vectors: weight }),
    ...Array.from({ length: blocks }, () => transformerBlock(heads, { causal: true, weight })),
    layerNorm(),
    dense(kinds, { weight }),
  );
  const logits = model(input('text', ['batch', length], 'int32') as Node);
  return softmaxCrossEntropy(input('next', ['batch', length], 'int32') as Node)(logits as Node<readonly [number]>);
}

/** Returns the multiply-adds of a step: forwards, for the weights, and for the inputs of all products. */
export function transformerMultiplyAdds({ blocks, width, length, kinds, batch }: Transformer): number {
  const products = 4 * width ** 2 + 2 * 4 * width ** 2;
  const attention = 2 * length * width;
  return 3 * batch * length * (blocks * (products + attention) + width * kinds);
}

const PIXELS = 28;

/** Builds a network over images and returns its loss. */
export function imageLoss(network: ImageNetwork): Node<readonly []> {
  const { layers, averaged } = network;
  let a = reshape(input('image', ['batch', PIXELS * PIXELS]), ['batch', PIXELS, PIXELS, 1]) as Node;
  layerSizes(network).forEach(({ channels }, layer) => {
    const { filters, padding, normalized, pooled } = layers[layer]!;
    const shape = [3, 3, channels, filters] as const;
    const weight = parameter(tensor(heWeights(layer, 9 * channels, filters), { shape })) as Node;
    a = add(conv2d(a, weight, { padding }), parameter(new Float32Array(filters))) as Node;
    if (normalized) a = batchNorm()(a);
    a = relu()(a);
    if (pooled) a = maxPool(2)(a) as Node;
  });
  const inputs = denseInputs(network);
  const flat = (averaged ? globalAveragePool()(a) : reshape(a, ['batch', inputs])) as Node<['batch', number]>;
  const weight = () => tensor(heWeights(layers.length, inputs, 10), { shape: [inputs, 10] });
  return softmaxCrossEntropy(input('digit', ['batch'], 'int32'))(dense(10, { weight })(flat) as Node<['batch', 10]>);
}

/** Builds a table with a dense layer over its rows, and returns the loss. */
export function embeddingLoss({ height, width, classes }: EmbeddingTable): Node<readonly []> {
  const vectors = parameter(tensor(uniforms(1000, height * width, -1, 1), { shape: [height, width] })) as Node;
  const weight = parameter(tensor(heWeights(1, width, classes), { shape: [width, classes] })) as Node;
  const logits = input('row', ['batch'], 'int32').pipe(embedding(height, width, { vectors: () => vectors }));
  return softmaxCrossEntropy(input('label', ['batch'], 'int32'))(dense(classes, { weight })(logits));
}
