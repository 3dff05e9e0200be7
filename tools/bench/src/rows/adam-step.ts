import { input, type Runner } from '@thalweg/graph';
import { dense, relu, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { fillUniform, key, tensor } from '@thalweg/tensor';
import { step } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { plainNetwork } from './plain-network.ts';
import type { RatioRow } from './ratio-row.ts';
import { repeated } from './turns.ts';

const BATCHES = 20;
const ROWS = 32;

/** Adam steps of a 784-128-10 network over batches of random pixels, as the digits are learned, beside loops for them. */
export const adamSteps: readonly RatioRow[] = [
  adamStep('interpreted', () => undefined, 1),
  adamStep('compiled', () => wasm(), 0.05),
];

function adamStep(how: string, runner: () => Runner | undefined, bar: number): RatioRow {
  return {
    name: `steps: Adam step of 784-128-10, batch ${ROWS}, loss read, ${how}`,
    ours: how,
    reference: 'i-k-j loops',
    bar,
    turns: 15,
    prepare(size) {
      const batches = Array.from({ length: BATCHES }, (_, index) => {
        const image = fillUniform(new Float32Array(ROWS * 784), key(index));
        return { image, digit: Int32Array.from({ length: ROWS }, (_, row) => (row + index) % 10) };
      });
      const logits = input('image', ['batch', 784]).pipe(dense(128), relu(), dense(10));
      const loss = logits.pipe(softmaxCrossEntropy(input('digit', ['batch'], 'int32')));
      const descend = step(loss, adam(), { runner: runner() });
      const records = batches.map(({ image, digit }) => ({ image: tensor(image, { shape: [ROWS, 784] }), digit }));
      const plain = plainNetwork(ROWS, 784, 128, 10);
      let [own, theirs] = [0, 0];
      return {
        ours: repeated(() => descend(records[own++ % BATCHES]!)!.loss, size),
        reference: repeated(() => plain(batches[theirs++ % BATCHES]!), size),
      };
    },
  };
}
