import { input, transpose, type Node } from '@thalweg/graph';
import {
  batchNorm,
  conv1d,
  conv2d,
  convTranspose2d,
  dense,
  embedding,
  flatten,
  groupNorm,
  gru,
  layerNorm,
  learnedPositions,
  lstm,
  maxPool,
  prelu,
  relu,
  reshape,
  tanh,
  transformerBlock,
} from '@thalweg/nn';
import type { WeightNames } from '@thalweg/model';

/** A model as PyTorch has it: input and output in PyTorch's order of axes. */
export interface TorchModel {
  readonly input: Node;
  readonly output: Node;
  readonly names: WeightNames;
}

const channelsLast = (x: Node): Node => transpose(x, [0, 2, 3, 1]) as Node;
const channelsFirst = (x: Node): Node => transpose(x, [0, 3, 1, 2]) as Node;

/** Applies layers, one after another. */
const through = (x: Node, ...layers: readonly unknown[]): Node =>
  layers.reduce<Node>((y, layer) => (layer as (y: Node) => Node)(y), x);

function convolutionalNetwork(): TorchModel {
  const image = input('image', ['batch', 3, 12, 12]) as Node;
  const output = through(channelsLast(image),
    conv2d(8, 3, { padding: 1 }), batchNorm(), relu(), maxPool(2),
    conv2d(12, [3, 2], { stride: 2, groups: 2, bias: false }), batchNorm(), relu(),
    flatten(), dense(10),
  ); // prettier-ignore
  return {
    input: image,
    output,
    names: { conv2d1: '0', batchNorm1: '1', conv2d2: '4', batchNorm2: '5', dense1: '8' },
  };
}

function transformer(norm: 'first' | 'last'): TorchModel {
  const words = input('words', ['batch', 'time'], 'int32') as Node;
  const block = () => transformerBlock(2, { hidden: 24, causal: true, norm });
  const output = through(words,
    embedding(17, 16), learnedPositions(9), block(), block(), layerNorm(), dense(17),
  ); // prettier-ignore
  return {
    input: words,
    output,
    names: {
      embedding1: 'embed',
      'learnedPositions1/vectors': 'position',
      'transformerBlock*': number => `encoder.layers.${Number(number) - 1}`,
      layerNorm1: 'norm',
      dense1: 'head',
    },
  };
}

/** Its layers have PyTorch's names: only the second cells of recurrent layers need a line. */
function recurrentLayers(): TorchModel {
  const x = input('x', ['batch', 7, 4]) as Node;
  const output = through(x,
    lstm(3, { layers: 2, name: 'lstm' }), gru(3, { bidirectional: true, name: 'gru' }),
    conv1d(5, 2, { name: 'window' }), tanh(), flatten(), batchNorm({ name: 'norm' }), dense(4, { name: 'out' }),
  ); // prettier-ignore
  return { input: x, output, names: { lstm2: 'lstm_l1', gru2: 'gru_l0_reverse' } };
}

function decoder(): TorchModel {
  const code = input('code', ['batch', 6]) as Node;
  const output = through(code,
    dense(24), batchNorm(), prelu(), reshape([3, 2, 4]), convTranspose2d(4, 3, { stride: 2, groups: 2 }),
    groupNorm(2), prelu({ perChannel: true }), convTranspose2d(4, [2, 3]),
  ); // prettier-ignore
  return {
    input: code,
    output: channelsFirst(output),
    names: {
      dense1: '0', batchNorm1: '1', prelu1: '2', convTranspose2d1: '4', groupNorm1: '5', prelu2: '6', convTranspose2d2: '7',
    }, // prettier-ignore
  };
}

/** The models of `torch-weights.json`, by their names there. */
export const torchModels: Readonly<Record<string, () => TorchModel>> = {
  'a convolutional network': convolutionalNetwork,
  'a transformer, norm first': () => transformer('first'),
  'a transformer, norm last': () => transformer('last'),
  'recurrent layers': recurrentLayers,
  'a decoder': decoder,
};
