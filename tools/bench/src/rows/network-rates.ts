import { input } from '@thalweg/graph';
import { dense, relu, softmax, softmaxCrossEntropy } from '@thalweg/nn';
import { bestOf, learnRows, runningStandardization, type Model } from '@thalweg/online';
import { adam } from '@thalweg/optim';
import { fillNormal, key, tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { Subject } from 'rxjs';
import type { RatioRow } from './ratio-row.ts';
import { once } from './turns.ts';

const FEATURES = 10;
const ROWS = 20_000;

/** Three networks take three times the steps of one; what they share is the input, its scaling, and the call. */
export const networkRates: RatioRow = {
  name: 'rows: learnRows of a network 10-32-32-2 without a rate, compiled',
  ours: 'bestOf, three copies with three rates',
  reference: 'one network, by Adam',
  bar: 3,
  turns: 15,
  prepare(size) {
    const rows = size === 'whole' ? ROWS : 200;
    const x = tensor(fillNormal(new Float32Array(FEATURES * rows), key(1)), { shape: [rows, FEATURES] });
    const label = Int32Array.from({ length: rows }, (_, n) => Number(x.data[n * FEATURES]! > 0));
    const [best, one] = [learner(true), learner(false)];
    return { ours: once(() => best({ x, label })), reference: once(() => one({ x, label })) };
  },
};

/** Returns what learns the rows of a batch. */
function learner(chooses: boolean): (batch: object) => void {
  const label = input('label', ['batch'], 'int32');
  const x = input('x', ['batch', FEATURES]).pipe(runningStandardization());
  const build = () => {
    const logits = x.pipe(dense(32), relu(), dense(32), relu(), dense(2));
    return { prediction: logits.pipe(softmax()), loss: logits.pipe(softmaxCrossEntropy(label)) };
  };
  const model = chooses ? bestOf(build) : { ...build(), optimizer: adam({ learningRate: 0.003 }) };
  const pushed = new Subject<object>();
  pushed.pipe(learnRows(model as Model, { runner: wasm() })).subscribe();
  return batch => pushed.next(batch);
}
