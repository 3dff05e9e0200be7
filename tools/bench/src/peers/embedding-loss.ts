import { input, parameter, type Node } from '@thalweg/graph';
import { dense, embedding, softmaxCrossEntropy } from '@thalweg/nn';
import { tensor } from '@thalweg/tensor';
import { heWeights, uniforms } from './seeded.ts';
import type { EmbeddingTable } from './workloads.ts';

/** Builds a table with a dense layer over its rows, and returns the loss. */
export function embeddingLoss({ height, width, classes }: EmbeddingTable): Node<readonly []> {
  const vectors = parameter(tensor(uniforms(1000, height * width, -1, 1), { shape: [height, width] })) as Node;
  const weight = parameter(tensor(heWeights(1, width, classes), { shape: [width, classes] })) as Node;
  const logits = input('row', ['batch'], 'int32').pipe(embedding(height, width, { vectors: () => vectors }));
  return softmaxCrossEntropy(input('label', ['batch'], 'int32'))(dense(classes, { weight })(logits));
}
