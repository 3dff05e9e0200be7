import { input, type Node } from '@thalweg/graph';
import { gruCell } from '@thalweg/nn';
import { tensor } from '@thalweg/tensor';
import { predictor } from '@thalweg/train';
import { firstValueFrom } from 'rxjs';
import { expect, test } from 'vitest';
import { splitNovel } from '../data/novel.ts';
import { recurrentModel } from '../models/character-model.ts';
import { heldOutBits } from './held-out-bits.ts';

const novel = splitNovel('the whale swims in the deep sea, and the ship sails on it. '.repeat(20));
const { alphabet, training, heldOut } = novel;
const model = recurrentModel(gruCell(5, { seed: 1 }), { kinds: alphabet.kinds, embeddings: 3, seed: 1 });

/** The mean bits of the held-out characters, by the softmax of logits of the whole text before each. */
function naiveBits(): number {
  const letters = input('letters', [1, 'time'], 'int32') as Node;
  const codes = alphabet.codesOf(training + heldOut);
  const { data } = predictor(model(letters) as Node<readonly [number, number, number]>)({
    letters: tensor(codes, { shape: [1, codes.length] }),
  });
  const { kinds } = alphabet;
  let bits = 0;
  for (let at = training.length; at < codes.length; at++) {
    const logits = Array.from(data.slice((at - 1) * kinds, at * kinds));
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
    bits -= Math.log2(Math.exp(logits[codes[at]!]!) / total);
  }
  return bits / heldOut.length;
}

test.each([
  [1000, 200],
  [60, 25],
  [60, 7],
])('with a context of %d characters, windows of %d have the bits of one long text', async (context, scored) => {
  const { bits, compared } = await firstValueFrom(heldOutBits(novel, model, { context, scored, runner: undefined }));
  expect(bits).toBeCloseTo(naiveBits(), 4);
  // All held-out characters are among the first 30,000.
  expect(compared).toBeCloseTo(bits, 6);
});
