import { input, parametersOf, type Node } from '@thalweg/graph';
import { dense, embedding, softmaxCrossEntropy, tanh } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { restore, snapshot, step, type Stepping } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';

const WORDS = 12;

/** Predicts the next word, by comparing with the vectors of all words. */
function lossOf(): Node<readonly []> {
  const words = embedding(WORDS, 8);
  const logits = input('word', ['batch'], 'int32').pipe(
    words,
    dense(8),
    tanh(),
    dense(WORDS, { weight: () => words.vectors, transposeWeight: true }),
  );
  return logits.pipe(softmaxCrossEntropy(input('next', ['batch'], 'int32')));
}

/** Every word is followed by the fifth after it. */
const word = Int32Array.from({ length: WORDS }, (_, i) => i);
const next = word.map(i => (i + 5) % WORDS);

const lossesOf = (learn: Stepping, steps: number): number[] =>
  Array.from({ length: steps }, () => learn({ word, next })!.loss);

describe('weights that an embedding and an output layer share', () => {
  it('are one parameter, and one tensor of a snapshot', () => {
    const loss = lossOf();
    const names = parametersOf(loss as Node).map(({ name }) => name);
    expect(names.sort()).toEqual(['dense1/bias', 'dense1/weight', 'dense2/bias', 'embedding1/vectors']);
    const learn = step(loss, adam());
    lossesOf(learn, 1);
    const tensors = Object.keys(snapshot({ learn }).parts['learn']!.tensors);
    expect(tensors.filter(name => name.includes('vectors')).sort()).toEqual([
      'adam.m(embedding1/vectors)',
      'adam.v(embedding1/vectors)',
      'embedding1/vectors',
    ]);
  });

  it('learn from both uses, compiled as interpreted', () => {
    const [compiled, interpreted] = [{ runner: wasm() }, {}].map(options =>
      lossesOf(step(lossOf(), adam({ learningRate: 0.03 }), options), 80),
    );
    expect(interpreted![0]).toBeGreaterThan(2);
    expect(interpreted!.at(-1)).toBeLessThan(0.05);
    compiled!.forEach((loss, t) => expect(Math.abs(loss - interpreted![t]!)).toBeLessThan(1e-3));
  });

  it('resume from a snapshot with the same losses', () => {
    const learn = step(lossOf(), adam());
    lossesOf(learn, 5);
    const kept = snapshot({ learn });
    const wanted = lossesOf(learn, 5);
    const again = step(lossOf(), adam());
    lossesOf(again, 2);
    restore({ learn: again }, kept);
    expect(lossesOf(again, 5)).toEqual(wanted);
  });
});
