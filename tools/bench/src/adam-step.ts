import { input } from '@thalweg/graph';
import { dense, relu, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { fillUniform, key, tensor } from '@thalweg/tensor';
import { step } from '@thalweg/train';
import { plainNetwork } from './plain-network.ts';
import type { Workload } from './workload.ts';

const BATCHES = 20;

/** Returns the workload of Adam steps of a 784-128-10 network, interpreted, over batches of random pixels. */
export function adamStep(rows: number): Workload {
  const batches = Array.from({ length: BATCHES }, (_, index) => {
    const image = fillUniform(new Float32Array(rows * 784), key(index));
    const digit = Int32Array.from({ length: rows }, (_, row) => (row + index) % 10);
    return { image, digit };
  });
  const image = input('image', ['batch', 784]);
  const logits = image.pipe(dense(128), relu(), dense(10));
  const descend = step(logits.pipe(softmaxCrossEntropy(input('digit', ['batch'], 'int32'))), adam());
  const records = batches.map(batch => ({ image: tensor(batch.image, { shape: [rows, 784] }), digit: batch.digit }));
  const plain = plainNetwork(rows, 784, 128, 10);
  let ours = 0;
  let theirs = 0;
  return {
    name: `Adam step of 784-128-10, batch ${rows}, loss read`,
    peers: [
      { name: 'interpreter', run: () => void descend(records[ours++ % BATCHES]!)!.loss },
      { name: 'i-k-j loops', run: () => void plain(batches[theirs++ % BATCHES]!) },
    ],
    goal: { text: 'no longer than the loops', met: (own, other) => own <= other },
  };
}
