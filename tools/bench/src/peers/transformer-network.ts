import { input, type Node } from '@thalweg/graph';
import {
  dense,
  embedding,
  layerNorm,
  learnedPositions,
  sequential,
  softmaxCrossEntropy,
  transformerBlock,
  type Initializer,
} from '@thalweg/nn';
import { tensor } from '@thalweg/tensor';
import { heWeights } from './seeded.ts';
import type { Transformer } from './workloads.ts';

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
