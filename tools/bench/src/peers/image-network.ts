import { add, conv2d, input, parameter, reshape, type Node } from '@thalweg/graph';
import { batchNorm, dense, globalAveragePool, maxPool, relu, softmaxCrossEntropy } from '@thalweg/nn';
import { tensor } from '@thalweg/tensor';
import { denseInputs, layerSizes } from './image-sizes.ts';
import { heWeights } from './seeded.ts';
import type { ImageNetwork } from './workloads.ts';

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
