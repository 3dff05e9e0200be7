import { input, mean, mul, parametersOf, read, type Node, type Parameter, type Runner } from '@thalweg/graph';
import { gruCell } from '@thalweg/nn';
import { adam, clipByGlobalNorm } from '@thalweg/optim';
import { predictor, train } from '@thalweg/train';
import { precompile, precompiled, wasm } from '@thalweg/wasm';
import { host } from '@thalweg/wasm/engine';
import { from, lastValueFrom, pipe, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import { characterLosses, recurrentModel } from './models/character-model.ts';

const [KINDS, ROWS, WINDOW] = [12, 3, 7];

const lettersOf = (rows: number, time: number, phase: number) =>
  Array.from({ length: rows }, (_, row) => Array.from({ length: time }, (_, at) => (5 * row + 7 * at + phase) % KINDS));
const windows = [0, 1, 2].map(phase => ({
  letters: lettersOf(ROWS, WINDOW, phase),
  next: lettersOf(ROWS, WINDOW, phase + 7),
  fresh: [true, phase === 0, false],
}));

/** A GRU that goes on from window to window, its training, and its predictions for a text of any length. */
function gru(scale = 1) {
  const model = recurrentModel(gruCell(5, { seed: 1 }), { kinds: KINDS, embeddings: 3, seed: 1 });
  const [letters, next] = ['letters', 'next'].map(name => input(name, [ROWS, WINDOW], 'int32') as Node);
  const logits = model.goingOn(letters!, input('fresh', [ROWS], 'bool') as Node);
  const loss = mean(characterLosses(logits, next!)) as Node<readonly []>;
  for (const one of parametersOf(loss as Node)) (one as Parameter).set(read(mul(one, scale) as Node));
  const optimizer = pipe(clipByGlobalNorm(1), adam({ learningRate: 0.01 }));
  return {
    learn: (runner: Runner) => train(loss, optimizer, { runner }),
    following: model(input('text', [1, 'time'], 'int32') as Node),
  };
}

async function trained({ learn, following }: ReturnType<typeof gru>, runner: Runner) {
  const steps = await lastValueFrom(from(windows).pipe(learn(runner), toArray()));
  const predict = predictor(following, { runner });
  const predicted = [4, 9].map(time => predict({ text: lettersOf(1, time, 3) }));
  predict.close();
  return [steps.map(({ loss }) => loss), ...predicted.map(one => (typeof one === 'number' ? one : [...one.data]))];
}

test('a GRU that is compiled ahead has the bits of the run-time compiler, in training and prediction', async () => {
  const { learn, following } = gru();
  const file = await precompile({ learn, following }, { sizes: { time: [4, 9] } });
  const runner = precompiled({ modules: [new (host().Module)(file.bytes)], strict: true });
  expect(await trained(gru(0.8), runner)).toEqual(await trained(gru(0.8), wasm()));
  expect(runner.coverage).toEqual({ compiled: 5, interpreted: 0, missing: [] });
});
