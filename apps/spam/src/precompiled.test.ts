import { input, read, type Node, type Runner } from '@thalweg/graph';
import { learn, logisticRegression, sparse } from '@thalweg/online';
import { adagrad } from '@thalweg/optim';
import { precompile, precompiled, wasm } from '@thalweg/wasm';
import { host } from '@thalweg/wasm/engine';
import { from, lastValueFrom, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import { weightsOf } from './learner.ts';

const BITS = 10;

/** Mails with so many different words each. */
const mails = [5, 40, 17, 33].map((words, mail) => ({
  'features.indices': Int32Array.from({ length: words }, (_, i) => (37 * i + 11 * mail) % 2 ** BITS),
  'features.values': Float32Array.from({ length: words }, (_, i) => 1 / (1 + i)),
  spam: mail % 2,
}));

function spamModel() {
  const model = logisticRegression(sparse('features', { bits: BITS }), input('spam', []));
  return { model, learning: (runner: Runner) => learn(model, adagrad({ learningRate: 0.4 }), { runner }) };
}

async function learned(runner: Runner) {
  const { model, learning } = spamModel();
  const outcomes = await lastValueFrom(from(mails).pipe(learning(runner), toArray()));
  return [outcomes.map(({ prediction, loss }) => [prediction, loss]), [...read(weightsOf(model) as Node).data]];
}

test('logistic regression on hashed words that is compiled ahead has the bits of the run-time compiler', async () => {
  // Texts are filled up to 32 words or 64.
  const file = await precompile({ learn: spamModel().learning }, { sizes: { 'features.n': [32, 64] } });
  const runner = precompiled({ modules: [new (host().Module)(file.bytes)], strict: true });
  expect(await learned(runner)).toEqual(await learned(wasm()));
  expect(runner.coverage).toMatchObject({ compiled: 4, interpreted: 0 });
});
